#include "adapters/systemd_service_manager.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace sitewatch {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;

/// The manager's side: an abstract datagram socket that the environment names, as systemd's does.
class FakeSystemd {
 public:
  FakeSystemd() {
    descriptor_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const std::string name = "sitewatch-test-" + std::to_string(getpid());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + 1, name.data(), name.size());
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    EXPECT_EQ(0, bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), length));
    setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);
  }
  ~FakeSystemd() {
    close(descriptor_);
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
  }
  FakeSystemd(const FakeSystemd&) = delete;
  FakeSystemd& operator=(const FakeSystemd&) = delete;

  void want_pings_within(milliseconds limit) {
    setenv("WATCHDOG_USEC", std::to_string(limit.count() * 1000).c_str(), 1);
    setenv("WATCHDOG_PID", std::to_string(getpid()).c_str(), 1);
  }

  /// What has arrived so far: a Unix datagram is there when send() has returned.
  std::vector<std::string> messages() {
    std::vector<std::string> all;
    char buffer[4096];
    for (;;) {
      const ssize_t length = recv(descriptor_, buffer, sizeof buffer, 0);
      if (length < 0) return all;
      all.emplace_back(buffer, static_cast<std::size_t>(length));
    }
  }

 private:
  int descriptor_ = -1;
};

TEST(SystemdServiceManager, TellsItsWholeLifeInOrder) {
  FakeSystemd systemd;
  SystemdServiceManager manager;
  manager.ready();
  manager.watchdog_ping();
  manager.reloading();
  manager.ready();
  manager.stopping();
  EXPECT_THAT(systemd.messages(),
              ElementsAre("READY=1", "WATCHDOG=1", MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[0-9]+"), "READY=1",
                          "STOPPING=1"));
}

TEST(SystemdServiceManager, StatusKeepsChineseAndCannotBecomeAMessageOfItsOwn) {
  FakeSystemd systemd;
  SystemdServiceManager manager;
  manager.status("98个网站，无法访问1个\nSTOPPING=1");
  EXPECT_THAT(systemd.messages(), ElementsAre("STATUS=98个网站，无法访问1个 STOPPING=1"));
}

TEST(SystemdServiceManager, ALongStatusIsCutBetweenCharacters) {
  FakeSystemd systemd;
  SystemdServiceManager manager;
  std::string line = "x";
  for (int i = 0; i < 100; ++i) line += "局";
  manager.status(line);
  const std::vector<std::string> messages = systemd.messages();
  ASSERT_EQ(1u, messages.size());
  EXPECT_EQ(std::string("STATUS=") + line.substr(0, 1 + 66 * 3), messages[0]);
}

TEST(SystemdServiceManager, WantsAPingAtHalfTheTimeTheManagerWaits) {
  FakeSystemd systemd;
  systemd.want_pings_within(seconds{30});
  EXPECT_EQ(Duration{seconds{15}}, SystemdServiceManager{}.watchdog_interval());
}

TEST(SystemdServiceManager, AWatchdogOfAnotherProcessIsNotOurs) {
  FakeSystemd systemd;
  systemd.want_pings_within(seconds{30});
  setenv("WATCHDOG_PID", std::to_string(getppid()).c_str(), 1);
  EXPECT_EQ(std::nullopt, SystemdServiceManager{}.watchdog_interval());
}

TEST(SystemdServiceManager, WithoutAManagerNothingHappens) {
  unsetenv("NOTIFY_SOCKET");
  SystemdServiceManager manager;
  manager.ready();
  manager.status("nobody listens");
  EXPECT_EQ(std::nullopt, manager.watchdog_interval());
}

TEST(SystemdServiceManager, AManagerThatWentAwayDoesNoHarm) {
  SystemdServiceManager manager;
  {
    FakeSystemd systemd;
  }
  setenv("NOTIFY_SOCKET", "@sitewatch-test-nobody", 1);
  manager.watchdog_ping();
  unsetenv("NOTIFY_SOCKET");
  FakeSystemd systemd;
  EXPECT_THAT(systemd.messages(), IsEmpty());
  manager.ready();
  EXPECT_THAT(systemd.messages(), ElementsAre("READY=1"));
}

}  // namespace
}  // namespace sitewatch
