// P1: what was acknowledged survives kill -9 at any point. `kill_loop_tests --points=1000` asks for more than the
// usual 200.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <random>
#include <set>
#include <string_view>

#include "support/store_world.h"

namespace sitewatch {
namespace {

int points = 200;
constexpr int points_per_directory = 20;  // Each directory begins with the making of its store.
constexpr int points_of_the_control = 20;

/// store_hammer in a process of its own.
class Hammer {
 public:
  Hammer(const std::string& state_dir, const std::string& life, bool early) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      const std::string program = SITEWATCH_BINARY_DIR "/store_hammer";
      ::execl(program.c_str(), program.c_str(), state_dir.c_str(), life.c_str(), early ? "early" : nullptr, nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    acknowledgements_ = ends[0];
  }
  ~Hammer() { ::close(acknowledgements_); }
  Hammer(const Hammer&) = delete;
  Hammer& operator=(const Hammer&) = delete;

  /// Until so many lines came, or the program ended.
  void wait_for(std::size_t lines) {
    while (static_cast<std::size_t>(std::count(text_.begin(), text_.end(), '\n')) < lines && read()) {
    }
  }
  /// A moment more: the point lies between two acknowledgements as likely as at one.
  void wait(std::chrono::microseconds moment) {
    const timespec time{0, static_cast<long>(moment.count()) * 1000};
    pollfd nothing{-1, 0, 0};
    ::ppoll(&nothing, 1, &time, nullptr);
  }
  /// Answers whether it was our signal that ended it.
  bool kill() {
    ::kill(process_, SIGKILL);
    int status = 0;
    ::waitpid(process_, &status, 0);
    while (read()) {
    }
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  }
  std::vector<std::string> acknowledged() const {
    std::vector<std::string> lines;
    for (std::size_t from = 0, end = 0; (end = text_.find('\n', from)) != std::string::npos; from = end + 1)
      lines.push_back(text_.substr(from, end - from));
    return lines;
  }

 private:
  bool read() {
    std::array<char, 65536> buffer;
    const ssize_t count = ::read(acknowledgements_, buffer.data(), buffer.size());
    if (count > 0) text_.append(buffer.data(), static_cast<std::size_t>(count));
    return count > 0;
  }

  pid_t process_ = 0;
  int acknowledgements_ = -1;
  std::string text_;
};

/// What a store holds, in the words of the acknowledgements; an alert counts only with its log entry and its mail.
std::set<std::string> held(const std::string& state_dir) {
  TaskRunner runner;
  FakeClock clock{runner.loop()};
  auto stores = open_stores(state_dir, clock);
  EXPECT_THAT(stores->database->opening().needs_operator, testing::IsEmpty());
  SqliteDatabase::Work check = [](SqliteConnection& connection) {
    EXPECT_EQ(connection.text("PRAGMA integrity_check"), "ok");
  };
  EXPECT_TRUE(runner.wait(stores->database->read(check)));
  std::set<std::string> lines;
  const CampaignHistory duties = runner.wait(stores->campaigns.load({0, 1})).value();
  for (const Filing& filing : duties.filings) lines.insert("R " + filing.receipt);
  for (const DutyDecision& decision : duties.decisions) lines.insert("D " + decision.reason);
  const AlertHistory history = runner.wait(stores->alerts.load()).value();
  std::set<std::string> mailed;
  for (const OutboxRow& mail : history.outbox) mailed.insert(mail.receiver);
  for (const Alert& alert : history.alerts)
    if (mailed.count(alert.identity.site) != 0) lines.insert("A " + alert.identity.site);
  EXPECT_EQ(history.alerts.size(), history.log.size()) << "an alert without its log, or the other way round";
  EXPECT_EQ(history.alerts.size(), history.outbox.size()) << "an alert without its mail, or the other way round";
  return lines;
}

struct Toll {
  std::size_t acknowledged = 0;
  std::size_t lost = 0;
};

Toll kill_again_and_again(int times, bool early) {
  std::mt19937_64 random(20260302);
  Toll toll;
  std::unique_ptr<TemporaryFolder> folder;
  std::set<std::string> acknowledged;
  for (int point = 0; point < times; ++point) {
    if (point % points_per_directory == 0) {
      folder = std::make_unique<TemporaryFolder>();
      acknowledged.clear();
    }
    Hammer hammer(folder->path(), std::to_string(point), early);
    hammer.wait_for(random() % 4 == 0 ? 0 : random() % 60);
    if (!early) hammer.wait(std::chrono::microseconds{random() % 8000});
    EXPECT_TRUE(hammer.kill()) << "it ended by itself";
    for (std::string& line : hammer.acknowledged()) acknowledged.insert(std::move(line));

    const std::set<std::string> kept = held(folder->path());
    for (auto line = acknowledged.begin(); line != acknowledged.end();) {
      if (kept.count(*line) != 0) {
        ++line;
        continue;
      }
      ++toll.lost;
      if (!early) ADD_FAILURE() << "lost: " << *line << " at point " << point;
      line = acknowledged.erase(line);
    }
    toll.acknowledged += hammer.acknowledged().size();
  }
  return toll;
}

TEST(KillLoop, NothingAcknowledgedIsLost) {
  const Toll toll = kill_again_and_again(points, false);
  EXPECT_EQ(toll.lost, 0u);
  EXPECT_GT(toll.acknowledged, static_cast<std::size_t>(points) * 10);
  RecordProperty("acknowledged", static_cast<int>(toll.acknowledged));
}

TEST(KillLoop, AStoreThatAnswersBeforeCommitLosesRowsSoTheTestIsNotBlind) {
  const Toll toll = kill_again_and_again(points_of_the_control, true);
  EXPECT_GT(toll.lost, 0u);
}

}  // namespace
}  // namespace sitewatch

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const std::string_view key = "--points=";
    if (word.substr(0, key.size()) != key) continue;
    std::from_chars(word.data() + key.size(), word.data() + word.size(), sitewatch::points);
  }
  return RUN_ALL_TESTS();
}
