// Who filed when in the last twelve periods.
#include <map>

#include "domain/duty_calendar.h"
#include "web/duty_parts.h"
#include "web/handlers.h"

namespace sitewatch::web {
namespace {

constexpr int months_shown = 12;
constexpr std::size_t rows_a_slice = 100;

/// One period a slice first, because each is computed from rows and clock; then the table.
class ReportsPage : public BodySource {
 public:
  explicit ReportsPage(const Call& call)
      : ports_(call.ports),
        served_(call.served),
        words_(served_->catalogue),
        newest_(call.ports.reports.period_in_force()),
        office_(call.caller.is_office()) {}

  Task<bool> next(std::string& out) override {
    if (read_ < months_shown) {
      co_await read();
      co_return true;
    }
    if (row_ == 0) head(out);
    const std::size_t end = std::min(row_ + rows_a_slice, lines_.size());
    for (; row_ < end; ++row_) line(out, lines_[row_]);
    if (row_ < lines_.size()) co_return true;
    out += lines_.empty() ? "</div>\n" : "</tbody></table></div>\n";
    out += "</main>\n" + page_foot(words_);
    co_return false;
  }

 private:
  struct Line {
    SponsorId sponsor;
    std::string name;
    std::map<Period, ReportState> states;
  };

  Task<void> read() {
    const Period period = plus_months(newest_, -read_);
    const std::vector<ReportRow> rows = co_await reports_in_turns(ports_.reports, ports_.clock, period);
    for (const ReportRow& row : rows) {
      const auto [place, added] = places_.try_emplace(row.sponsor, lines_.size());
      if (added) lines_.push_back({row.sponsor, row.sponsor_name, {}});
      lines_[place->second].states[period] = row.state;
    }
    ++read_;
  }

  void head(std::string& out) {
    const std::string title = words_("office.twelve");
    out += page_head(words_, title, 0) + "<header><h1>" + title + "</h1></header>\n<main>\n<p class=\"pages\">";
    if (office_) out += "<a href=\"/office/reports\">" + words_("office.name") + "</a>";
    out += "<a href=\"/\">" + words_("back") + "</a></p>\n<div class=\"sheet\">";
    if (lines_.empty()) {
      out += "<p class=\"empty\">" + words_("office.none") + "</p>";
      return;
    }
    out += "<table class=\"twelve\"><thead><tr><th scope=\"col\">" + words_("unit") + "</th>";
    for (int back = months_shown - 1; back >= 0; --back) {
      const Period period = plus_months(newest_, -back);
      const std::string label = esc(period.text());
      out += "<th scope=\"col\">" + (office_ ? "<a href=\"" + office_link(period) + "\">" + label + "</a>" : label) +
             "</th>";
    }
    out += "</tr></thead><tbody>\n";
  }

  void line(std::string& out, const Line& line) const {
    out += "<tr>" + cell(words_("unit"),
                         office_ ? "<a href=\"" + office_link(newest_, line.sponsor) + "\">" + esc(line.name) + "</a>"
                                 : esc(line.name),
                         "name");
    for (int back = months_shown - 1; back >= 0; --back) {
      const Period period = plus_months(newest_, -back);
      const auto state = line.states.find(period);
      out += cell(period.text(),
                  state == line.states.end()
                      ? std::string{}
                      : badge(state_css(state->second), words_("form.short." + std::string{name(state->second)})));
    }
    out += "</tr>\n";
  }

  const Ports& ports_;
  std::shared_ptr<const Served> served_;  // See Call.
  PageWords words_;
  Period newest_;
  bool office_;
  int read_ = 0;
  std::map<SponsorId, std::size_t> places_;
  std::vector<Line> lines_;
  std::size_t row_ = 0;
};

}  // namespace

Task<Response> get_reports_page(Call& call) {
  Response response = Response::html(200, {});
  response.source = std::make_unique<ReportsPage>(call);
  co_return response;
}

}  // namespace sitewatch::web
