// The office's list of one period: who owes, who has filed, whom to ring up.
#include <algorithm>
#include <array>

#include "domain/duty_calendar.h"
#include "web/duty_parts.h"
#include "web/handlers.h"

namespace sitewatch::web {
namespace {

constexpr std::size_t rows_a_slice = 100;
constexpr std::array<std::string_view, 4> filters{"all", "missing", "partial", "overdue"};

bool shows(std::string_view filter, const ReportRow& row) {
  if (filter == "missing") return row.state != ReportState::waived && !row.filed_at;
  if (filter == "partial") return row.state == ReportState::partial;
  if (filter == "overdue") return row.state == ReportState::overdue;
  return true;
}

std::string_view filter_of(const Call& call) {
  const std::string* wanted = call.request.parameter("show");
  const auto found = wanted ? std::find(filters.begin(), filters.end(), *wanted) : filters.begin();
  return found == filters.end() ? filters.front() : *found;
}

class OfficeList : public BodySource {
 public:
  /// `rows`: the period's, of everybody.
  OfficeList(const Call& call, Period period, std::vector<ReportRow> rows)
      : served_(call.served),
        words_(served_->catalogue),
        office_(served_->settings.office),
        now_(call.ports.clock.wall_now()),
        period_(period),
        filter_(filter_of(call)),
        rows_(std::move(rows)) {}

  Task<bool> next(std::string& out) override {
    if (row_ == 0) head();
    const std::size_t end = std::min(row_ + rows_a_slice, rows_.size());
    for (; row_ < end; ++row_)
      if (shows(filter_, rows_[row_])) line(rows_[row_]);
    const bool more = row_ < rows_.size();
    if (!more) foot();
    out += std::exchange(out_, {});
    co_return more;
  }

 private:
  void head() {
    const std::string title =
        words_("office.title", {{"period", words_.catalogue().month(period_.year, period_.month)}});
    out_ += page_head(words_, title, 0) + "<header><h1>" + title + "</h1>";
    if (!office_.empty()) out_ += "<p>" + esc(office_) + "</p>";
    out_ += "<p>" + words_("office.made", {{"now", words_.catalogue().time(now_)}}) + "</p></header>\n<main>\n";
    months();
    counts();
    links();
    table_head_or_words();
  }

  void foot() {
    out_ += any_shown_ ? "</tbody></table></div>\n" : "</div>\n";
    out_ += "<p class=\"note\">" + words_("office.note") + "</p>\n</main>\n" + page_foot(words_);
  }

  void months() {
    const auto link = [&](int step) {
      const Period other = plus_months(period_, step);
      return "<a href=\"" + office_link(other) + "\">" + esc(words_.catalogue().month(other.year, other.month)) +
             "</a>";
    };
    out_ += "<p class=\"pages months\">" + link(-1) + "<b>" +
            esc(words_.catalogue().month(period_.year, period_.month)) + "</b>" + link(1) + "<a href=\"/reports\">" +
            words_("office.twelve") + "</a><a href=\"/office/summary?period=" + period_.text() + "\">" +
            words_("office.summary") + "</a><a href=\"/\">" + words_("back") + "</a></p>\n";
  }

  void counts() {
    const DutyCount count = count_of(rows_);
    out_ += "<p class=\"counts\">" + words_("office.counts", {{"due", std::int64_t{count.due}},
                                                              {"filed", std::int64_t{count.filed}},
                                                              {"missing", std::int64_t{count.missing()}}});
    if (!rows_.empty()) {
      const auto closes =
          std::min_element(rows_.begin(), rows_.end(), [](const ReportRow& one, const ReportRow& other) {
            return one.deadline.closes < other.deadline.closes;
          })->deadline.closes;
      out_ += "<small>" + words_("form.deadline") + "：" + words_.deadline(closes) + "</small>";
    }
    out_ += "</p>\n";
  }

  void links() {
    out_ += "<ul class=\"filters\">";
    for (const std::string_view each : filters) {
      const auto count =
          std::count_if(rows_.begin(), rows_.end(), [&](const ReportRow& row) { return shows(each, row); });
      out_ += "<li><a href=\"" + office_link(period_) + "&amp;show=" + std::string{each} + '"' +
              (each == filter_ ? " aria-current=\"true\"" : "") + '>' + words_("office.show_" + std::string{each}) +
              ' ' + std::to_string(count) + "</a></li>";
    }
    out_ += "</ul>\n";
  }

  void table_head_or_words() {
    out_ += "<div class=\"sheet\">";
    any_shown_ = std::any_of(rows_.begin(), rows_.end(), [&](const ReportRow& row) { return shows(filter_, row); });
    if (any_shown_)
      out_ += table_head({words_("unit"), words_("office.contact"), words_("office.phone"), words_("office.sites"),
                          words_("state"), words_("form.received"), words_("receipt"), words_("office.decided")});
    else
      out_ += "<p class=\"empty\">" + words_("office.none") + "</p>";
  }

  void line(const ReportRow& row) {
    std::string state = "<span>" + state_badge(words_, row);
    if (!row.left_out.empty()) state += "<small>" + left_out(row) + "</small>";
    out_ +=
        "<tr>" +
        cell(words_("unit"), "<a href=\"" + office_link(period_, row.sponsor) + "\">" + esc(row.sponsor_name) + "</a>",
             "name") +
        cell(words_("office.contact"), esc(row.contact)) + cell(words_("office.phone"), esc(row.phone), "number") +
        cell(words_("office.sites"), std::to_string(row.sites), "number") + cell(words_("state"), state + "</span>") +
        cell(words_("form.received"), received_words(words_, row), "when") +
        cell(words_("receipt"), esc(row.receipt), "number") + cell(words_("office.decided"), decided(row)) + "</tr>\n";
  }

  std::string left_out(const ReportRow& row) const {
    std::string names;
    for (const std::string& each : row.left_out) names += (names.empty() ? "" : "、") + esc(each);
    return words_("office.left_out") + names;
  }

  std::string decided(const ReportRow& row) const {
    if (!row.decision) return {};
    return "<span>" + words_("office.kind." + std::string{name(row.decision->kind)}) +
           (row.decision->until ? " " + esc(words_.catalogue().short_date(*row.decision->until)) : "") + "<small>" +
           esc(row.decision->reason) + "（" + esc(row.decision->by) + "）</small></span>";
  }

  std::shared_ptr<const Served> served_;  // See Call.
  PageWords words_;
  std::string office_;
  WallTime now_;
  Period period_;
  std::string_view filter_;
  std::vector<ReportRow> rows_;
  std::size_t row_ = 0;
  bool any_shown_ = false;
  std::string out_;
};

}  // namespace

Response login_wanted(Call& call) {
  if (call.served->settings.users.empty()) return page_of_words(call, 403, "office.name", "office.no_login");
  Response response = page_of_words(call, 401, "office.name", "office.login");
  response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"sitewatch\"");
  return response;
}

Task<Response> get_office_reports(Call& call) {
  const auto period = period_of_query(call);
  if (!period) co_return page_of_words(call, 400, "office.name", "office.no_period");
  std::vector<ReportRow> rows = co_await reports_in_turns(call.ports.reports, call.ports.clock, *period);
  Response response = Response::html(200, {});
  response.source = std::make_unique<OfficeList>(call, *period, std::move(rows));
  co_return response;
}

}  // namespace sitewatch::web
