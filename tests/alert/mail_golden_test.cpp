#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "alert/alert_world.h"
#include "alert/brief.h"
#include "alert/content_samples.h"
#include "alert/duty_samples.h"
#include "alert/mail_text.h"
#include "text/catalogue.h"

namespace sitewatch::alert {
namespace {

/// A mail of the set, by the name of its file under tests/data/mail.
struct Sample {
  std::string name;
  std::string receiver;
  std::vector<Entry> entries;
};

Alert alert(AlertName name, Severity severity, const std::string& site) {
  Alert made;
  made.identity = about(name, site);
  made.severity = severity;
  made.sponsor = "edu";
  made.starts = march(5, 2, 13);
  return made;
}

void end(Alert& alert, Ending ending, WallTime at) {
  alert.ending = ending;
  alert.ends = at;
}

Entry told(Alert alert, const std::string& receiver) {
  Entry entry;
  NotificationEntry row;
  row.receiver = receiver;
  row.first_at = march(5, 2, 25);
  row.last_at = row.first_at;
  row.times = 1;
  row.severity = alert.severity;
  entry.log[receiver] = row;
  entry.alert = std::move(alert);
  return entry;
}

void add_window(Alert& alert, std::int64_t failed, double ratio) {
  alert.facts.values["visits"] = std::int64_t{2016};
  alert.facts.values["failed"] = failed;
  alert.facts.values["ratio"] = ratio;
  alert.facts.values["over"] = ratio >= 5;
}

Alert site_down() {
  Alert down = alert(AlertName::SiteDown, Severity::warning, "edu-www");
  down.facts.values["reason"] = std::string{"http_5xx"};
  down.facts.values["http_status"] = std::int64_t{503};
  down.facts.values["failures"] = std::int64_t{9};
  for (int minute : {13, 14, 15}) down.facts.lists["failure_times"].push_back({{"at", march(5, 2, minute)}});
  add_window(down, 61, 3.0258);
  down.facts.values["budget_seconds"] = std::int64_t{12000};
  return down;
}

Alert site_recovered() {
  Alert up = site_down();
  end(up, Ending::recovered, march(5, 3, 38));
  up.facts.values["successes"] = std::int64_t{2};
  up.facts.values["seconds"] = 0.84;
  add_window(up, 101, 5.0099);
  up.facts.values["drops_at"] = march(8, 14, 5);
  return up;
}

Alert ratio() {
  Alert high = alert(AlertName::SiteUnreachableRatio, Severity::warning, "edu-www");
  add_window(high, 101, 5.0099);
  high.facts.values["drops_at"] = march(8, 14, 5);
  return high;
}

Alert challenged() {
  Alert blocked = alert(AlertName::SiteChallenged, Severity::info, "edu-www");
  blocked.facts.values["reason"] = std::string{"challenged"};
  return blocked;
}

Alert certificate_expiring() {
  Alert expiring = alert(AlertName::CertificateExpiring, Severity::warning, "edu-www");
  expiring.facts.values["days"] = std::int64_t{7};
  expiring.facts.values["expires"] = march(12, 7, 59);
  return expiring;
}

Alert certificate_invalid() {
  Alert invalid = alert(AlertName::CertificateInvalid, Severity::warning, "edu-www");
  invalid.facts.values["fault"] = std::string{"expired"};
  invalid.facts.values["expires"] = march(5, 2, 13);
  return invalid;
}

Alert home_stale(int days) {
  Alert stale = alert(AlertName::HomepageStale, days < 14 ? Severity::info : Severity::warning, "edu-www");
  auto& values = stale.facts.values;
  values["newest"] = std::string{"2026-02-18"};
  values["days"] = std::int64_t{days};
  values["stale_days"] = std::int64_t{14};
  values["items"] = std::int64_t{46};
  values["dated"] = std::int64_t{41};
  values["read_at"] = march(5, 8, 12);
  values["rule_set"] = std::string{"CN-2019-19"};
  values["soon"] = days < 14;
  values["long_stale"] = days >= 180;
  stale.facts.lists["newest_items"] = {
      {{"date", std::string{"2026-02-18"}}, {"title", std::string{"关于做好春季学期开学工作的通知"}}},
      {{"date", std::string{"2026-02-13"}}, {"title", std::string{"我区召开教育工作会议"}}}};
  return stale;
}

/// Judged by rules that the catalogue does not know.
Alert home_stale_local() {
  Alert local = home_stale(11);
  local.severity = Severity::warning;
  auto& values = local.facts.values;
  values["soon"] = false;
  values["stale_days"] = std::int64_t{10};
  values["rule_set"] = std::string{"local-2026"};
  values["rule_document"] = std::string{"×政办发〔2026〕8号"};
  values["rule_indicator"] = std::string{"首页10天不更新"};
  return local;
}

Alert home_updated() {
  Alert fresh = home_stale(15);
  end(fresh, Ending::recovered, march(5, 9, 12));
  fresh.facts.values["newest"] = std::string{"2026-03-05"};
  return fresh;
}

Alert of(AlertCondition condition) {
  Alert made;
  made.identity = condition.identity;
  made.severity = condition.severity;
  made.sponsor = condition.sponsor;
  made.starts = condition.starts;
  made.facts = std::move(condition.facts);
  return made;
}

Alert report_due_soon() {
  return of(due_soon(march(13, 9)));
}

Alert report_due_soon_partial() {
  Alert partial = report_due_soon();
  partial.facts.lists["left_out"] = {{{"name", std::string{"区教研室网站"}}}};
  return partial;
}

Alert report_due_soon_returned() {
  Alert returned = report_due_soon();
  returned.facts.values["returned"] = true;
  returned.facts.lists["left_out"] = {{{"name", std::string{"区教研室网站"}}}};
  return returned;
}

/// "Before the 20th" read without that day, and every unit has to say something.
Alert report_due_soon_exclusive() {
  Alert exclusive = report_due_soon();
  exclusive.facts.values["exclusive"] = true;
  exclusive.facts.values["deadline"] = march(20, 0);
  exclusive.facts.values["nil_allowed"] = false;
  return exclusive;
}

Alert report_due_soon_extended() {
  Alert extended = report_due_soon();
  extended.facts.values["extended"] = true;
  extended.facts.values["deadline"] = march(28, 0);
  return extended;
}

Alert report_overdue() {
  Alert late = of(overdue());
  late.facts.values["cutoff"] = std::string{"17:30"};
  for (const unsigned day : {13u, 17u, 20u}) late.facts.lists["reminded"].push_back({{"at", march(day, 9)}});
  return late;
}

Alert report_received() {
  Alert filed = report_overdue();
  end(filed, Ending::receipt, march(23, 10, 6));
  filed.facts.values["receipt"] = std::string{"2026-03-0042-17"};
  filed.facts.values["received_at"] = march(23, 10, 6);
  return filed;
}

Alert report_withdrawn() {
  Alert gone = report_overdue();
  end(gone, Ending::unmonitored, march(23, 10, 6));
  return gone;
}

Alert calendar_incomplete() {
  Alert incomplete;
  incomplete.identity.alert = AlertName::CalendarIncomplete;
  incomplete.severity = Severity::info;
  incomplete.starts = march(5, 0);
  incomplete.facts.values["year"] = std::int64_t{2027};
  return incomplete;
}

Alert calendar_imported() {
  Alert imported = calendar_incomplete();
  end(imported, Ending::recovered, march(5, 8));
  return imported;
}

Alert unlisted() {
  Alert found;
  found.identity.alert = AlertName::UnlistedSiteFound;
  found.identity.host = "lyj.qinghe.example";
  found.severity = Severity::info;
  found.starts = march(5, 7, 12);
  FactRow& values = found.facts.values;
  values["site"] = found.identity.host;
  values["host"] = found.identity.host;
  values["first_seen"] = march(4, 23, 12);
  values["read_at"] = march(5, 7, 12);
  values["first_site"] = std::string{"区教育局网站"};
  values["many"] = true;
  found.facts.lists["linked_by"] = {{{"site", std::string{"edu-www"}},
                                     {"name", std::string{"区教育局网站"}},
                                     {"url", std::string{"http://www.edu.example/"}}},
                                    {{"site", std::string{"health"}},
                                     {"name", std::string{"区卫生局网站"}},
                                     {"url", std::string{"http://www.health.example/"}}}};
  return found;
}

Alert unlisted_settled(bool excluded) {
  Alert settled = unlisted();
  end(settled, Ending::recovered, march(5, 8));
  settled.facts.values["excluded"] = excluded;
  return settled;
}

Alert own_network() {
  Alert cut;
  cut.identity.alert = AlertName::OwnNetworkDown;
  cut.severity = Severity::critical;
  cut.starts = march(5, 2, 10);
  end(cut, Ending::recovered, march(5, 5, 40));
  return cut;
}

Alert correction() {
  Alert wrong = site_down();
  end(wrong, Ending::corrected, march(5, 8, 50));
  wrong.facts.values["correction_reason"] = std::string{"防护设备拦截了监测访问，网站当时可以打开"};
  wrong.facts.values["corrected_by"] = std::string{"区政府办值班"};
  wrong.facts.values["corrected_at"] = march(5, 8, 50);
  return wrong;
}

Alert unmonitored() {
  Alert gone = site_down();
  end(gone, Ending::unmonitored, march(5, 8, 50));
  return gone;
}

Alert second(Alert alert, const std::string& site) {
  alert.identity.site = site;
  return alert;
}

std::vector<Sample> samples() {
  const std::string unit = "sponsor:edu";
  const auto one = [](std::string name, const std::string& receiver, Alert alert) {
    return Sample{std::move(name), receiver, {told(std::move(alert), receiver)}};
  };
  std::vector<Sample> all{
      one("site_down", unit, site_down()),
      one("site_down_ops", "ops", site_down()),
      one("site_recovered", unit, site_recovered()),
      one("ratio", unit, ratio()),
      one("ratio_back", unit,
          [] {
            Alert back = ratio();
            end(back, Ending::recovered, march(5, 9));
            return back;
          }()),
      one("challenged", unit, challenged()),
      one("challenge_over", unit,
          [] {
            Alert over = challenged();
            end(over, Ending::recovered, march(5, 9));
            return over;
          }()),
      one("certificate_expiring", unit, certificate_expiring()),
      one("certificate_invalid", unit, certificate_invalid()),
      one("certificate_replaced", unit,
          [] {
            Alert done = certificate_invalid();
            end(done, Ending::recovered, march(5, 9));
            return done;
          }()),
      one("home_soon", unit, home_stale(11)),
      one("home_stale", unit, home_stale(15)),
      one("home_long_stale", unit, home_stale(181)),
      one("home_updated", unit, home_updated()),
      one("home_stale_local", unit, home_stale_local()),
      one("home_undated", unit, home_undated()),
      one("home_dated", unit, ended(home_undated())),
      one("columns_stale", unit, columns_stale()),
      one("columns_undated", unit, columns_undated()),
      one("columns_stale_many", "leader", columns_stale_many()),
      one("columns_updated", unit, ended(columns_stale())),
      one("columns_blank", unit, columns_blank()),
      one("columns_filled", unit, ended(columns_blank())),
      one("hijack", "office", hijack()),
      one("hijack_of_column", "ops", hijack_of_column()),
      one("hijack_over", "office", ended(hijack())),
      one("unlisted", "office", unlisted()),
      one("unlisted_settled", "office", unlisted_settled(false)),
      one("unlisted_excluded", "office", unlisted_settled(true)),
      one("report_due_soon", unit, report_due_soon()),
      one("report_due_soon_partial", unit, report_due_soon_partial()),
      one("report_due_soon_returned", unit, report_due_soon_returned()),
      one("report_due_soon_exclusive", unit, report_due_soon_exclusive()),
      one("report_due_soon_extended", unit, report_due_soon_extended()),
      one("report_overdue", unit, report_overdue()),
      one("report_received", "leader", report_received()),
      one("report_withdrawn", unit, report_withdrawn()),
      one("calendar_incomplete", "ops", calendar_incomplete()),
      one("calendar_imported", "ops", calendar_imported()),
      one("own_network", "ops", own_network()),
      one("correction", unit, correction()),
      one("unmonitored", unit, unmonitored()),
  };
  all.push_back(
      {"digest_unit",
       unit,
       {told(site_down(), unit), told(home_stale(15), unit), told(second(site_recovered(), "portal"), unit)}});
  all.push_back({"digest_content",
                 unit,
                 {told(columns_stale(), unit), told(second(columns_undated(), "portal"), unit),
                  told(columns_blank(), unit), told(home_undated(), unit)}});
  all.push_back({"digest_hijack", "ops", {told(hijack(), "ops"), told(second(hijack_of_column(), "portal"), "ops")}});
  all.push_back({"digest_ops", "ops", {told(site_down(), "ops"), told(second(site_down(), "portal"), "ops")}});
  return all;
}

std::string shown(const MailText& mail) {
  return "Subject: " + mail.subject + "\n\n" + mail.text;
}

/// For a look, in a browser too.
std::filesystem::path put_aside(const std::string& file, const std::string& made) {
  const std::filesystem::path made_in = std::filesystem::path{SITEWATCH_BINARY_DIR} / "mail" / file;
  std::filesystem::create_directories(made_in.parent_path());
  std::ofstream(made_in, std::ios::binary) << made;
  return made_in;
}

/// Compares with the reviewed file; what was made instead lands in the build folder.
void expect_golden(const std::string& file, const std::string& made) {
  const std::filesystem::path made_in = put_aside(file, made);
  std::ifstream golden(std::filesystem::path{SITEWATCH_SOURCE_DIR} / "tests/data/mail" / file, std::ios::binary);
  std::stringstream expected;
  expected << golden.rdbuf();
  EXPECT_EQ(made, expected.str()) << "made instead: " << made_in;
}

class GoldenMail : public testing::TestWithParam<const char*> {
 protected:
  GoldenMail() {
    AlertWorld::Options options;
    options.language = GetParam();
    settings = test_settings(options);
    settings.public_url = "https://monitor.office.example/";
    catalogue = Catalogue::of(*language_named(GetParam()), settings.zone);
  }
  Writing writing(WallTime now = march(5, 9, 0)) const {
    return {*catalogue, settings, now, [this](const SponsorId& sponsor, Period period) {
              return settings.public_url.empty()
                         ? std::string{}
                         : settings.public_url + "form/token-of-" + sponsor + '-' + period.text();
            }};
  }
  std::string file(const std::string& name, const std::string& type = ".txt") const {
    return name + "." + GetParam() + type;
  }

  Settings settings;
  std::optional<Catalogue> catalogue;
};

WallTime written_at(const std::string& sample) {
  if (sample == "report_overdue") return march(23, 9);
  return sample.starts_with("report_") ? march(13, 9) : march(5, 9);
}

TEST_P(GoldenMail, IsWrittenAsReviewed) {
  for (Sample& sample : samples()) {
    PlannedMail planned;
    planned.receiver = sample.receiver;
    planned.apart = is_mailed_apart(sample.entries.front().alert.identity.alert);
    for (Entry& entry : sample.entries)
      planned.lines.push_back({&entry, entry.alert.firing() ? NotifyReason::first : NotifyReason::ended});
    const MailText mail = mail_text(planned, writing(written_at(sample.name)));
    expect_golden(file(sample.name), shown(mail));
    if (sample.name == "site_down" || sample.name == "report_due_soon" || sample.name == "columns_stale")
      expect_golden(file(sample.name, ".html"), mail.html);
    put_aside(file(sample.name, ".html"), mail.html);
    EXPECT_EQ(mail.text.find("{{"), std::string::npos) << sample.name;
    EXPECT_EQ(mail.html.find("{{"), std::string::npos) << sample.name;
  }
}

struct BulletinSample {
  std::string name;
  Bulletin bulletin;
  WallTime now{};
};

Bulletin receipt_same_day() {
  Bulletin late = receipt_bulletin("2026-03-0042-17", march(20, 18, 5));
  FactRow& values = late.facts.values;
  values["deadline"] = march(20, 17, 30);
  values["state"] = std::string{"filed_late"};
  values["late"] = true;
  return late;
}

Bulletin receipt_on_behalf() {
  Bulletin late = receipt_bulletin("2026-03-0042-17", march(23, 10, 6));
  FactRow& values = late.facts.values;
  values["entered_at"] = march(23, 10, 20);
  values["on_behalf"] = true;
  values["channel"] = std::string{"phone"};
  values["entry_reason"] = std::string{"3月23日来电告知"};
  values["note"] = std::string{"来电说明因机房搬迁未能按时填报"};
  return late;
}

Bulletin receipt_nil() {
  Bulletin nil = receipt_bulletin("2026-03-0043-25", march(18, 16, 30));
  nil.facts.lists["filed_sites"].clear();
  nil.facts.values["nil_reason"] = std::string{"迁移方案待批复"};
  nil.facts.values["revision"] = std::int64_t{2};
  return nil;
}

Bulletin receipt_partial() {
  Bulletin partial = receipt_bulletin("2026-03-0044-33", march(18, 16, 30));
  partial.facts.lists["filed_sites"].pop_back();
  partial.facts.values["state"] = std::string{"partial"};
  partial.facts.lists["left_out"] = {{{"name", std::string{"区教研室网站"}}}};
  return partial;
}

std::vector<BulletinSample> bulletin_samples() {
  return {{"receipt", receipt_bulletin("2026-03-0042-17", march(18, 10, 6)), march(18, 10, 6)},
          {"receipt_late", receipt_on_behalf(), march(23, 10, 20)},
          {"receipt_same_day", receipt_same_day(), march(20, 18, 5)},
          {"receipt_nil", receipt_nil(), march(18, 16, 30)},
          {"receipt_partial", receipt_partial(), march(18, 16, 30)},
          {"report_returned", returned_bulletin(), march(18, 15, 20)},
          {"report_extended", decided_bulletin(DecisionKind::extend), march(19, 10, 5)},
          {"report_extended_filed", extended_after_filing(), march(25, 10, 5)},
          {"report_waived", decided_bulletin(DecisionKind::waive), march(19, 10, 5)},
          {"report_reinstated", decided_bulletin(DecisionKind::reinstate), march(21, 10, 5)},
          {"roster", list_bulletin(BulletinKind::roster, 6), march(12, 9)},
          {"chasing", list_bulletin(BulletinKind::chasing, 7), march(20, 10)},
          {"chasing_before", list_bulletin(BulletinKind::chasing, 7), march(19, 15)},
          {"late", list_bulletin(BulletinKind::late, 7), march(23, 8, 30)}};
}

TEST_P(GoldenMail, BulletinsAreWrittenAsReviewed) {
  for (const BulletinSample& sample : bulletin_samples()) {
    const MailText mail = bulletin_text(sample.bulletin, writing(sample.now));
    expect_golden(file(sample.name), shown(mail));
    if (sample.name == "chasing") expect_golden(file(sample.name, ".html"), mail.html);
    EXPECT_EQ(mail.text.find("{{"), std::string::npos) << sample.name;
  }
}

TEST_P(GoldenMail, OfALongListNamesThreeHundredAndSaysWhereTheRestIs) {
  const Bulletin list = list_bulletin(BulletinKind::chasing, 312);
  const std::string linked = bulletin_text(list, writing(march(20, 10))).text;
  EXPECT_NE(linked.find("12"), std::string::npos);
  EXPECT_NE(linked.find("https://monitor.office.example/office/reports?period=2026-03\n"), std::string::npos);
  settings.public_url.clear();
  const std::string bare = bulletin_text(list, writing(march(20, 10))).text;
  EXPECT_EQ(bare.find("/office/reports"), std::string::npos);
  EXPECT_NE(bare.find(settings.language == "en" ? "12 more are not listed." : "另有12家未列出。"), std::string::npos);
}

/// The office's own two mails, over the same alerts.
AlertTable table_of_samples() {
  AlertTable table{std::chrono::hours{1}};
  std::vector<Alert> alerts{site_down(),      second(site_recovered(), "portal"),
                            home_stale(15),   certificate_expiring(),
                            report_overdue(), unlisted()};
  alerts[2].starts = march(1, 0);
  NotificationEntry trial;
  trial.alert = fingerprint(alerts[0].identity);
  trial.alert_starts = alerts[0].starts;
  trial.receiver = "trial:edu";
  trial.last_at = march(5, 2, 25);
  trial.times = 1;
  table.load(std::move(alerts), {trial});
  return table;
}

TEST_P(GoldenMail, BriefAndBaselineAreWrittenAsReviewed) {
  settings.sponsors["edu"].mail.clear();
  const AlertTable table = table_of_samples();
  const AlertTable nothing{std::chrono::hours{1}};
  const bool english = settings.language == "en";
  const std::vector<DueSoon> due{{march(7, 0), english ? "progress report" : "进度报送截止"}};
  expect_golden(file("brief"), shown(brief_text({table, march(4, 8, 30), due, 1}, writing())));
  expect_golden(file("brief_well"), shown(brief_text({nothing, march(4, 8, 30), {}, 0}, writing())));
  expect_golden(file("baseline"), shown(baseline_text(table, writing())));
  expect_golden(file("baseline_well"), shown(baseline_text(nothing, writing())));
}

TEST_P(GoldenMail, LeavesOutWhatIsNotKnown) {
  settings.public_url.clear();
  settings.office_phone.clear();
  settings.vantage.clear();
  settings.egress_address.clear();
  Entry bare = told(alert(AlertName::SiteDown, Severity::warning, "nowhere"), "sponsor:edu");
  const PlannedMail planned{"sponsor:edu", {{&bare, NotifyReason::first}}, false};
  expect_golden(file("site_down_bare"), shown(mail_text(planned, writing())));
}

INSTANTIATE_TEST_SUITE_P(Languages, GoldenMail, testing::Values("zh-CN", "en"));

}  // namespace
}  // namespace sitewatch::alert
