#include "tool/survey.h"

#include <algorithm>
#include <array>
#include <set>

#include "config/rules.h"
#include "domain/address.h"
#include "page/read_page.h"
#include "ports/page_reader.h"

namespace sitewatch::tool {
namespace {

constexpr std::string_view default_rules = "CN-2019-19";

/// Reads on the spot as of one day, and keeps where the pages lead.
class LinkingReader : public PageReader {
 public:
  explicit LinkingReader(Day today) : today_{today} {}

  Task<PageReading> read(PageSource source) override {
    if (source.kind == PageKind::home) take(page::find_columns(source.body, source.content_type, source.url));
    co_return page::read_page({source.body, source.content_type, source.url, today_, source.kind, source.part});
  }
  const page::HomeLinks& links() const { return links_; }

 private:
  /// A home page of frames leads where all of them lead.
  void take(page::HomeLinks found) {
    if (!is_first_) found.is_page = found.is_page || links_.is_page;
    is_first_ = false;
    links_.is_page = found.is_page;
    for (page::FoundColumn& column : found.columns)
      if (links_.columns.size() < page::most_found_columns && urls_.insert("column " + column.url.text()).second)
        links_.columns.push_back(std::move(column));
    for (const Url& url : found.links)
      if (links_.links.size() < page::most_home_links && urls_.insert(url.text()).second) links_.links.push_back(url);
    for (const std::string& host : found.hosts)
      if (std::find(links_.hosts.begin(), links_.hosts.end(), host) == links_.hosts.end()) links_.hosts.push_back(host);
  }

  Day today_;
  page::HomeLinks links_;
  std::set<std::string> urls_;
  bool is_first_ = true;
};

std::string_view without_www(std::string_view host) {
  return host.starts_with("www.") ? host.substr(4) : host;
}

/// Hosts are the same with and without www.
std::set<std::string, std::less<>> listed_hosts(const Config& config, const Site& site) {
  std::set<std::string, std::less<>> hosts;
  const auto add = [&](const Site& each) {
    for (const Url& url : each.home_urls) hosts.emplace(without_www(url.host));
    for (const Column& column : each.columns) hosts.emplace(without_www(column.url.host));
  };
  add(site);
  for (const Site& each : config.sites) add(each);
  return hosts;
}

std::vector<std::string> unlisted_hosts(const Config& config, const Site& site,
                                        const std::vector<std::string>& linked) {
  const auto listed = listed_hosts(config, site);
  std::set<std::string> domains;
  for (const std::string& host : listed) domains.insert(registered_domain(host));
  std::set<std::string_view> told;
  std::vector<std::string> unlisted;
  for (const std::string& host : linked)
    if (domains.contains(registered_domain(host)) && !listed.contains(without_www(host)) &&
        told.insert(without_www(host)).second)
      unlisted.push_back(host);
  return unlisted;
}

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
  LinkingReader reader_;
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
  if (!reader_.links().is_page) return SurveyFailure{url.text() + ": not a page of HTML", FailureReason::none, 0};
  survey_.home = std::move(look.page.reading);
  note(home_, survey_.home, look.page.from_articles, question_.today);
  return std::nullopt;
}

void Surveyor::choose_columns() {
  for (const Column& column : survey_.site.columns) survey_.columns.emplace_back().column = column;
  survey_.guessed = survey_.columns.empty();
  if (!survey_.guessed) return;
  for (const page::FoundColumn& found : reader_.links().columns) {
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
  for (const Url& url : reader_.links().links)
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
  choose_columns();
  for (std::size_t i = 0; i < survey_.columns.size(); ++i) {
    progress_("column", i + 1, survey_.columns.size(), survey_.columns[i].column.name);
    read_column(survey_.columns[i]);
  }
  judge_all();
  check_links();
  survey_.unlisted = unlisted_hosts(visits_.config(), survey_.site, reader_.links().hosts);
  return std::move(survey_);
}

}  // namespace

std::string registered_domain(std::string_view host) {
  if (Address::parse(host)) return std::string{host};
  const auto last = host.rfind('.');
  if (last == std::string_view::npos || last == 0) return std::string{host};
  const auto second = host.rfind('.', last - 1);
  if (second == std::string_view::npos) return std::string{host};
  constexpr std::array<std::string_view, 7> shared{"gov", "com", "org", "net", "edu", "ac", "mil"};
  const std::string_view label = host.substr(second + 1, last - second - 1);
  const bool is_country = host.size() - last - 1 == 2;
  const bool is_shared =
      is_country && (label.size() == 2 || std::find(shared.begin(), shared.end(), label) != shared.end());
  if (!is_shared) return std::string{host.substr(second + 1)};
  const auto third = second == 0 ? std::string_view::npos : host.rfind('.', second - 1);
  return std::string{third == std::string_view::npos ? host : host.substr(third + 1)};
}

tl::expected<Survey, SurveyFailure> survey(Visits& visits, const SurveyQuestion& question, const Progress& progress) {
  return Surveyor{visits, question, progress}.run();
}

}  // namespace sitewatch::tool
