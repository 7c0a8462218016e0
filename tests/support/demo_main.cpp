// The demo district as a program of its own: `demo_district --folder FOLDER`.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <sstream>
#include <string>
#include <system_error>

#include "support/demo_district.h"
#include "support/demo_district_files.h"
#include "support/demo_mailbox.h"

namespace sitewatch {
namespace {

constexpr const char* usage =
    "Usage: demo_district --folder FOLDER\n"
    "\n"
    "Serves about twenty small government websites on 127.9.0.N, one port, with a DNS server and a certificate\n"
    "authority of their own, and a mail sink. Writes sitewatch.yaml and what it names for the daemon into FOLDER,\n"
    "keeps each mail as FOLDER/mails/N.eml, and prints `ready …` once all of it stands. The first mail with the link\n"
    "to a report form is followed by a line `form LINK`. Ends on SIGINT or SIGTERM.\n"
    "\n"
    "Lines on standard input change the district while it runs:\n"
    "  set SITE STATE   make a site do something else from its next visit on, for example: set jiaoyu error\n"
    "  list             every site with its address and state\n"
    "  help             sites and states\n";

void say(const std::string& line) {
  std::printf("%s\n", line.c_str());
  std::fflush(stdout);
}

void list(const DemoDistrict& district) {
  for (const DemoSite& site : district.sites())
    say("  " + site.key + "  " + std::string(name(site.state)) + "  " + district.url(site) + "  " + site.name);
}

void help(const DemoDistrict& district) {
  std::string sites = "sites:", states = "states:";
  for (const DemoSite& site : district.sites()) sites += " " + site.key;
  for (const std::string_view state : demo_state_names()) states += " " + std::string(state);
  say("set SITE STATE | list | help");
  say(sites);
  say(states);
}

void obey(DemoDistrict& district, const std::string& line) {
  std::istringstream words(line);
  std::string verb, key, state_name;
  words >> verb >> key >> state_name;
  if (verb == "list") return list(district);
  if (verb == "set") {
    const std::optional<DemoState> state = demo_state_named(state_name);
    if (state && district.set(key, *state)) return say(key + " is now " + state_name);
    say("no such site or state: " + line);
  }
  help(district);
}

/// What people type, a line at a time, as it comes.
class Control {
 public:
  explicit Control(DemoDistrict& district) : district_(district) {}

  /// False once nobody types any more.
  bool read_some() {
    char buffer[512];
    const ssize_t length = read(STDIN_FILENO, buffer, sizeof buffer);
    if (length <= 0) return false;
    typed_.append(buffer, static_cast<std::size_t>(length));
    for (std::size_t end = typed_.find('\n'); end != std::string::npos; end = typed_.find('\n')) {
      const std::string line = typed_.substr(0, end);
      typed_.erase(0, end + 1);
      if (!line.empty()) obey(district_, line);
    }
    return true;
  }

 private:
  DemoDistrict& district_;
  std::string typed_;
};

int stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  return signalfd(-1, &set, SFD_CLOEXEC);
}

/// Free just now: the daemon's mails name its port, so it has to be known before the daemon starts.
std::uint16_t free_port() {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  const bool bound =
      descriptor >= 0 && bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0;
  const int error = errno;
  if (descriptor >= 0) close(descriptor);
  if (!bound) throw std::system_error(error, std::generic_category(), "no free port");
  return ntohs(address.sin_port);
}

int serve(const std::filesystem::path& folder) {
  // Before any thread starts, so that all of them leave the signals to this one.
  const int stop = stop_signals();
  DemoDistrict district;
  DemoMailbox mailbox(folder / "mails");
  const DemoPlan plan{mailbox.port(), free_port(), make_demo_login(), demo_duty(std::chrono::system_clock::now())};
  write_demo_files(district, folder, plan);
  say("ready config=" + (folder / "sitewatch.yaml").string() + " port=" + std::to_string(district.port()) +
      " dns=" + district.dns().endpoint() + " smtp=127.0.0.1:" + std::to_string(plan.mail_port) +
      " login=" + plan.login.user + ':' + plan.login.password + " closes=" + plan.duty.closes);
  Control control(district);
  pollfd sources[] = {{stop, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
  for (;;) {
    if (poll(sources, 2, 100) < 0) continue;
    if (sources[0].revents != 0) return 0;
    if (sources[1].revents != 0 && !control.read_some()) sources[1].fd = -1;
    for (const std::string& change : district.tick(DemoDistrict::Clock::now())) say(change);
    for (const std::string& mail : mailbox.keep_new()) say(mail);
  }
}

}  // namespace
}  // namespace sitewatch

int main(int count, char** arguments) {
  const std::string first = count > 1 ? arguments[1] : "";
  if (first == "--help" || first == "-h") {
    std::fputs(sitewatch::usage, stdout);
    return 0;
  }
  if (count != 3 || first != "--folder") {
    std::fputs(sitewatch::usage, stderr);
    return 2;
  }
  try {
    return sitewatch::serve(std::filesystem::absolute(arguments[2]));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "demo_district: %s\n", error.what());
    return 1;
  }
}
