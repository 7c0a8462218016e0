// Mails when all sites fail at once. A second here is half a minute of the defaults: interval 10 s for 5 min, re-checks
// 1 s and 2 s, group_wait 1 s for 30 s, sponsor_after 20 s for 10 min, a look at the reference every second for 30 s.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <vector>

#include "bench/scale.h"
#include "bench/scale_daemon.h"
#include "bench/scale_files.h"
#include "support/dns_server.h"
#include "support/smtp_sink.h"
#include "support/tls_authority.h"

namespace sitewatch::bench {
namespace {

constexpr int interval = 10;
constexpr int ten_minutes = 20;

struct Letter {
  double at = 0;  ///< Seconds since the sites began to fail, to the second.
  SinkMail mail;
};

/// One daemon, its sites all up, its baseline mail sent.
class World {
 public:
  World(const ScalePlan& plan, const std::string& name) : plan_(plan), folder_(plan.folder + "/" + name) {
    std::filesystem::create_directories(folder_);
    const TlsIdentity identity = TlsAuthority{}.issue({});
    web_ = start_nginx(folder_, 2'000, identity.chain, identity.key);
    // Without dates: a page that goes to sleep is no part of this.
    std::ofstream{folder_ + "/index.html"} << "<html><head><title>front page</title></head><body>welcome</body></html>";
    all_well();
    WatchFiles files;
    files.folder = folder_;
    files.sites = plan.sites;
    files.sponsors = plan.sites / 5;
    files.http_port = web_.http;
    files.dns_server = dns_.endpoint();
    files.mail_port = sink_.port();
    files.probe =
        "interval: 10s, timeout: 1s, rechecks: [1s, 2s], sponsor_after: 20s, per_address: 256, "
        "max_in_flight: 1024";
    files.own_network = ", interval: 1s";
    files.mail = ", group_wait: 1s, rate: 600/min";
    daemon_ = std::make_unique<RunningDaemon>(plan.program, write_watch_files(files), folder_ + "/daemon.log");
    if (!sink_.wait_for_mails(1, std::chrono::minutes{2})) std::printf("outage: no baseline mail\n");
    pause_for(2 * interval);
    told_ = sink_.mails().size();
    std::printf("outage: %d sites of %d units, all up, %zu mails before\n", files.sites, files.sponsors, told_);
  }

  void all_well() { dns_.set("*", DnsRule::addresses({"127.0.0.1"})); }
  /// Our link is cut: no look-up is answered, also not the reference's.
  void cut() { dns_.set("*", DnsRule::silence()); }
  /// The sites refuse every connection; the reference answers.
  void refuse() {
    dns_.set("reference.example", DnsRule::addresses({"127.0.0.1"}));
    dns_.set("*", DnsRule::addresses({"127.0.0.2"}));
  }

  /// Watches so long; answers the mails that came since the world stood.
  std::vector<Letter> watch(int seconds) {
    for (int i = 0; i < seconds; ++i, ++clock_) {
      pause_for(1);
      const std::vector<SinkMail> mails = sink_.mails();
      for (; told_ < mails.size(); ++told_) letters_.push_back({double(clock_ + 1), mails[told_]});
    }
    return letters_;
  }
  const RunningDaemon& daemon() const { return *daemon_; }

 private:
  const ScalePlan& plan_;
  std::string folder_;
  DnsServer dns_;
  SmtpSink sink_;
  WebPeer web_;
  std::unique_ptr<RunningDaemon> daemon_;
  std::size_t told_ = 0;
  int clock_ = 0;
  std::vector<Letter> letters_;
};

void print_verdicts(const RunningDaemon& daemon) {
  const std::string metrics = daemon.get("/metrics").body;
  std::printf("outage: visits good %.0f, bad %.0f, unknown %.0f; sites down %.0f; %.0f mails wait; CPU %.1f s   %s\n",
              sum_of(metrics, "sitewatch_probes_total", "verdict=\"good\""),
              sum_of(metrics, "sitewatch_probes_total", "verdict=\"bad\""),
              sum_of(metrics, "sitewatch_probes_total", "verdict=\"unknown\""),
              sum_of(metrics, "sitewatch_site_state", "state=\"down\""), sum_of(metrics, "sitewatch_outbox_pending"),
              daemon.cpu_seconds(), machine_load().c_str());
}

void print_letters(const std::vector<Letter>& letters) {
  std::size_t shown = 0;
  for (const Letter& each : letters) {
    if (++shown > 8) break;
    std::printf("outage:   at %3.0f s to %-20s %7.1f kB  %s\n", each.at, each.mail.to.front().c_str(),
                double(each.mail.message.size()) / 1000, mail_header(each.mail.message, "Subject").c_str());
  }
}

/// The most mails of one receiver within ten scaled minutes.
int most_a_receiver(const std::vector<Letter>& letters, double from) {
  std::map<std::string, int> counts;
  int most = 0;
  for (const Letter& each : letters) {
    if (each.at < from || each.at >= from + ten_minutes) continue;
    for (const std::string& to : each.mail.to) most = std::max(most, ++counts[to]);
  }
  return most;
}

void measure_cut(const ScalePlan& plan) {
  World world{plan, "cut"};
  world.cut();
  const std::size_t during = world.watch(plan.seconds).size();
  world.all_well();
  const std::vector<Letter> letters = world.watch(4 * interval);
  std::printf("outage: link cut for %d s (%d min): %zu mails during, %zu in all after the return (target exactly 1)\n",
              plan.seconds, plan.seconds / 2, during, letters.size());
  print_letters(letters);
  print_verdicts(world.daemon());
}

void measure_failing(const ScalePlan& plan) {
  World world{plan, "failing"};
  world.refuse();
  const std::vector<Letter> letters = world.watch(plan.seconds + ten_minutes);
  std::size_t largest = 0;
  for (const Letter& each : letters) largest = std::max(largest, each.mail.message.size());
  int worst = 0;
  for (const Letter& each : letters) worst = std::max(worst, most_a_receiver(letters, each.at));
  std::printf(
      "outage: sites refuse: %zu mails; a receiver got at most %d in the first 10 min (%d s), %d in any "
      "(target <= 3); largest %.1f kB (target < 200 kB)\n",
      letters.size(), most_a_receiver(letters, 0), ten_minutes, worst, double(largest) / 1000);
  print_letters(letters);
  print_verdicts(world.daemon());
}

}  // namespace

void measure_outage(const ScalePlan& plan) {
  measure_cut(plan);
  measure_failing(plan);
}

}  // namespace sitewatch::bench
