#include "campaign/duty_world.h"

#include <gtest/gtest.h>

#include <sstream>

#include "config/config_folder.h"
#include "config/load.h"

namespace sitewatch {
namespace {

Workdays product_calendar() {
  const ConfigFolder folder{{"sitewatch.yaml", "{}"}};
  const auto config = load_config(folder.path("sitewatch.yaml"));
  return config ? config->workdays : Workdays{};
}

WallTime instant(const Zone& zone, const std::string& text) {
  std::istringstream in{text};
  LocalTime local;
  in >> date::parse("%F %R", local);
  EXPECT_FALSE(in.fail()) << text;
  return zone.wall(local);
}

template <class T>
Task<void> keep(Task<T> task, std::optional<T>& answer) {
  T given = co_await std::move(task);
  answer.emplace(std::move(given));
}

}  // namespace

std::string DutyWorld::id(int sponsor) {
  std::string number = std::to_string(sponsor);
  return "s" + std::string(3 - std::min<std::size_t>(number.size(), 3), '0') + number;
}

DutyWorld::DutyWorld(Options options)
    : zone(*Zone::named(options.zone)),
      clock(loop, instant(zone, options.start)),
      store(clock),
      campaigns(store.campaigns, clock),
      pace_(options.pace) {
  duty.zone = mail.zone = zone;
  duty.workdays = mail.workdays = product_calendar();
  duty.calendar_expected = options.calendar_expected;
  duty.basis = "《清理整改工作方案》三（三）";
  duty.effective_from = clock.wall_now();
  mail.effective_from = clock.wall_now();
  mail.office_name = "青禾区政府办公室";
  mail.office_mail = "office@district.example";
  mail.from = "sitewatch@district.example";
  mail.public_url = "https://watch.district.example";
  mail.mail_units = true;
  mail.rate_per_minute = 10'000;
  mail.receivers = {{"ops", {"ops@district.example"}}, {"office", {"office@district.example"}}};
  auto sites = std::make_shared<std::vector<Site>>();
  for (int i = 1; i <= options.sponsors; ++i) {
    Sponsor sponsor;
    sponsor.id = id(i);
    sponsor.name = "区" + id(i) + "局";
    sponsor.mail = {id(i) + "@unit.example"};
    for (const char* name : {"a", "b"}) {
      Site site;
      site.id = sponsor.id + "-" + name;
      site.name = sponsor.name + name + "网站";
      site.sponsor = sponsor.id;
      site.disposition = Disposition::migrate;
      sites->push_back(site);
    }
    mail.sponsors[sponsor.id] = {sponsor.name, sponsor.mail};
    duty.sponsors.push_back(std::move(sponsor));
  }
  duty.sites = std::move(sites);
  begin();
}

DutyWorld::~DutyWorld() {
  tasks_.reset();
}

void DutyWorld::begin() {
  tasks_ = std::make_unique<TestSpawner>(loop);
  alerts =
      std::make_unique<alert::Engine>(alert::EnginePorts{clock, store.alerts, mailer, *tasks_}, mail, alert::Hooks{});
  desk = std::make_unique<campaign::Desk>(campaign::DeskPorts{clock, campaigns, *alerts, *tasks_}, duty);
  std::optional<Result<AlertHistory>> told;
  std::optional<Result<CampaignHistory>> duties;
  tasks_->spawn("told", keep(store.alerts.load(), told));
  tasks_->spawn("duties", keep(store.campaigns.load(campaign::oldest_period(zone.day(clock.wall_now()))), duties));
  clock.settle();
  alerts->start(std::move(**told), true);
  desk->start(std::move(**duties));
  clock.settle();
}

void DutyWorld::restart() {
  tasks_.reset();
  desk.reset();
  alerts.reset();
  begin();
}

WallTime DutyWorld::at(const std::string& time) const {
  return instant(zone, time);
}

void DutyWorld::go_to(const std::string& time) {
  const WallTime there = at(time);
  ASSERT_GE(there, clock.wall_now()) << time;
  while (pace_ > 1 && clock.wall_now() < there) {
    const Duration awake = std::min<Duration>(std::chrono::seconds{30}, there - clock.wall_now());
    clock.suspend(std::min<Duration>((pace_ - 1) * awake, there - clock.wall_now() - awake));
    clock.advance(awake);
  }
  clock.advance(there - clock.wall_now());
}

tl::expected<Receipt, FilingRefusal> DutyWorld::file(FilingRequest request) {
  Filed answer;
  begin_to_file(std::move(request), answer);
  return std::move(*answer);
}

tl::expected<Decided, FilingRefusal> DutyWorld::decide(DecisionRequest request) {
  Taken answer;
  begin_to_decide(std::move(request), answer);
  return std::move(*answer);
}

void DutyWorld::begin_to_file(FilingRequest request, Filed& answer) {
  tasks_->spawn("file", keep(desk->file(std::move(request)), answer));
  clock.settle();
}

void DutyWorld::begin_to_decide(DecisionRequest request, Taken& answer) {
  tasks_->spawn("decide", keep(desk->decide(std::move(request)), answer));
  clock.settle();
}

FilingRequest DutyWorld::report(int sponsor, const std::string& period, const std::vector<std::string>& sites) const {
  FilingRequest request;
  request.sponsor = id(sponsor);
  request.period = period;
  request.channel = "web";
  for (const std::string& site : sites) request.sites.push_back({id(sponsor) + "-" + site, 40, "已申请", "", ""});
  return request;
}

}  // namespace sitewatch
