#include "tool/survey.h"

#include <algorithm>
#include <set>

#include "config/rules.h"
#include "domain/district_hosts.h"
#include "page/read_page.h"
#include "ports/page_reader.h"

namespace sitewatch::tool {
namespace {

constexpr std::string_view default_rules = "CN-2019-19";

/// Reads on the spot as of one day.
class DayReader : public PageReader {
 public:
  explicit DayReader(Day today) : today_{today} {}

  Task<PageReading> read(PageSource source) override {
    co_return page::read_page({source.body, source.content_type, source.url, today_, source.kind, source.part, true});
  }

 private:
  Day today_;
};

class Surveyor {
 public:
  Surveyor(Visits& visits, const SurveyQuestion& question, const Progress& progress)
      : visits_{visits}, question_{question}, progress_{progress}, reader_{question.today} {}

  tl::expected<Survey, SurveyFailure> run();

 private:
  Result<Site> site() const;
  std::optional<SurveyFailure> read_home();
  void choose_columns();
  void read_column(SurveyedColumn& column);
  void judge_all();
  void check_links();

  Visits& visits_;
  const SurveyQuestion& question_;
  const Progress& progress_;
  DayReader reader_;
  Survey survey_;
  ColumnRecord home_;
  std::vector<ColumnRecord> records_;
  std::set<std::string> waiting_;  ///< Hosts that asked us to wait.
};

Result<Site> Surveyor::site() const {
  if (auto listed = visits_.listed(question_.target)) return std::move(*listed);
  if (!is_web_address(question_.target) && question_.target.find('.') == std::string::npos)
    return failure(question_.target + ": no site of this id" +
                   (visits_.config().path.empty() ? "; name the inventory with --config, or give an address (http://…)"
                                                  : " in the inventory of " + visits_.config().path));
  return visits_.site_of(question_.target);
}

std::optional<SurveyFailure> Surveyor::read_home() {
  const Url& url = survey_.site.home_urls.front();
  Look look = visits_.look(survey_.site, {url, PageKind::home, {}}, reader_);
  if (look.page.outcome != freshness::PageLook::Outcome::read)
    return SurveyFailure{{}, look.first.reason, look.first.http_status};
  if (!look.page.reading.links) return SurveyFailure{url.text() + ": not a page of HTML", FailureReason::none, 0};
  survey_.home = std::move(look.page.reading);
  note(home_, survey_.home, look.page.from_articles, question_.today);
  return std::nullopt;
}

void Surveyor::choose_columns() {
  for (const Column& column : survey_.site.columns) survey_.columns.emplace_back().column = column;
  survey_.guessed = survey_.columns.empty();
  if (!survey_.guessed) return;
  for (const FoundColumn& found : survey_.home.links->columns) {
    Column& column = survey_.columns.emplace_back().column;
    column.name = found.name;
    column.url = found.url;
    column.type = found.type;
  }
}

void Surveyor::read_column(SurveyedColumn& column) {
  records_.emplace_back();
  if (waiting_.contains(column.column.url.host)) {
    column.reason = FailureReason::throttled;
    return;
  }
  Look look = visits_.look(survey_.site, {column.column.url, PageKind::list, column.column.part}, reader_);
  if (look.page.not_before) waiting_.insert(column.column.url.host);
  column.was_read = look.page.outcome == freshness::PageLook::Outcome::read;
  column.reason = look.first.reason;
  column.http_status = look.first.http_status;
  if (!column.was_read) return;
  column.from_articles = look.page.from_articles;
  column.reading = std::move(look.page.reading);
  note(records_.back(), column.reading, column.from_articles, question_.today);
}

void Surveyor::judge_all() {
  std::vector<const ColumnRecord*> watched;
  std::vector<JudgedColumn> judged;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    SurveyedColumn& each = survey_.columns[i];
    each.judgement = judge(records_[i], each.column.type, question_.today, survey_.rules);
    if (each.column.type != ColumnType::archive) watched.push_back(&records_[i]);
    judged.push_back({&each.column, each.judgement});
  }
  survey_.home_judgement = judge_home(home_, watched, question_.today, survey_.rules);
  survey_.findings = findings(survey_.home_judgement, judged, survey_.rules);
}

void Surveyor::check_links() {
  std::set<std::string> known;
  for (const Url& url : survey_.site.home_urls) known.insert(url.text());
  for (const SurveyedColumn& each : survey_.columns) known.insert(each.column.url.text());
  std::vector<Url> ahead;
  for (const Url& url : survey_.home.links->links)
    if (!known.contains(url.text())) ahead.push_back(url);
  const std::size_t most = std::min(ahead.size(), static_cast<std::size_t>(std::max(question_.most_links, 0)));
  survey_.links_left = static_cast<int>(ahead.size() - most);
  for (std::size_t i = 0; i < most; ++i) {
    progress_("link", i + 1, most, ahead[i].text());
    if (waiting_.contains(ahead[i].host)) continue;
    const Visit visit = visits_.fetch(survey_.site, ahead[i]);
    if (visit.result.retry_after) waiting_.insert(ahead[i].host);
    if (visit.result.verdict == Verdict::unknown) continue;
    ++survey_.links_checked;
    // Where a link leads on to another host, that is its own business.
    if (visit.result.verdict == Verdict::bad && visit.result.reason != FailureReason::redirect_unlisted)
      survey_.dead_links.push_back({ahead[i], visit.result.reason, visit.result.http_status});
  }
}

tl::expected<Survey, SurveyFailure> Surveyor::run() {
  Result<Site> site = this->site();
  if (!site) return tl::unexpected{SurveyFailure{site.error().message, FailureReason::none, 0}};
  survey_.site = std::move(*site);
  survey_.is_listed = visits_.listed(survey_.site.id).has_value();
  survey_.today = question_.today;
  const RuleSet& configured = visits_.config().rule_set;
  survey_.rules = configured.id.empty() ? built_in_rules(default_rules) : configured;
  progress_("home", 1, 1, survey_.site.home_urls.front().text());
  if (auto wrong = read_home()) return tl::unexpected{std::move(*wrong)};
  if (survey_.is_listed && survey_.home.identity)
    survey_.differences = differences(*survey_.home.identity, survey_.site);
  choose_columns();
  for (std::size_t i = 0; i < survey_.columns.size(); ++i) {
    progress_("column", i + 1, survey_.columns.size(), survey_.columns[i].column.name);
    read_column(survey_.columns[i]);
  }
  judge_all();
  check_links();
  DistrictHosts district{visits_.config().sites, visits_.config().excluded_hosts};
  district.add(survey_.site);
  survey_.unlisted = district.unlisted(survey_.home.links->hosts, most_home_links);
  return std::move(survey_);
}

}  // namespace

tl::expected<Survey, SurveyFailure> survey(Visits& visits, const SurveyQuestion& question, const Progress& progress) {
  return Surveyor{visits, question, progress}.run();
}

}  // namespace sitewatch::tool
