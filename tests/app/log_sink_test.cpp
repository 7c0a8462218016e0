#include "app/log_sink.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <spdlog/logger.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <memory>
#include <string>

namespace sitewatch {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

/// A pipe that nobody reads until somebody asks what is in it.
class Pipe {
 public:
  Pipe() { EXPECT_EQ(pipe(ends_.data()), 0); }
  ~Pipe() {
    close(ends_[0]);
    close(ends_[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int writer() const { return ends_[1]; }
  void shut_reader() { close(ends_[0]); }
  std::string taken() {
    std::string text;
    fcntl(ends_[0], F_SETFL, O_NONBLOCK);
    std::array<char, 65536> buffer;
    for (ssize_t got; (got = read(ends_[0], buffer.data(), buffer.size())) > 0;) text.append(buffer.data(), got);
    return text;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

struct Log {
  explicit Log(int descriptor) : sink(std::make_shared<LogSink>(descriptor)), logger("test", sink) {
    logger.set_pattern("%v");
  }
  std::shared_ptr<LogSink> sink;
  spdlog::logger logger;
};

TEST(LogSink, WritesEachLineOnceAndWhole) {
  Pipe pipe;
  Log log{pipe.writer()};
  const std::string longer(10'000, 'x');
  log.logger.info("first");
  log.logger.info(longer);
  EXPECT_EQ(pipe.taken(), "first\n" + longer + "\n");
  EXPECT_EQ(log.sink->dropped(), 0u);
}

TEST(LogSink, CountsWhatAClosedOrFullDescriptorDoesNotTake) {
  const int full = open("/dev/full", O_WRONLY);
  const int reading = open("/dev/null", O_RDONLY);
  ASSERT_GE(full, 0);
  for (const int descriptor : {full, reading, 1'000'000}) {
    Log log{descriptor};
    for (int i = 0; i < 3; ++i) log.logger.info("line");
    EXPECT_EQ(log.sink->dropped(), 3u) << descriptor;
  }
  close(full);
  close(reading);
}

TEST(LogSink, SurvivesAReaderThatIsGone) {
  Pipe pipe;
  std::signal(SIGPIPE, SIG_IGN);
  pipe.shut_reader();
  Log log{pipe.writer()};
  log.logger.info("line");
  EXPECT_EQ(log.sink->dropped(), 1u);
}

TEST(LogSink, DoesNotWaitForAReaderThatStandsStillAndGoesOnInALineOfItsOwn) {
  Pipe pipe;
  Log log{pipe.writer()};
  // 2 MB into a pipe of 64 KiB: this ends only if what has no room is dropped.
  const std::string line(2'000, 'y');
  for (int i = 0; i < 1'000; ++i) log.logger.info(line);
  const std::string before = pipe.taken();
  EXPECT_GT(log.sink->dropped(), 900u);
  EXPECT_LT(log.sink->dropped(), 1'000u);

  log.logger.info("again");
  EXPECT_THAT(pipe.taken(), EndsWith("again\n"));
}

TEST(LogSink, EndsALineThatWasCutBeforeTheNextOne) {
  Pipe pipe;
  Log log{pipe.writer()};
  const std::string line(200'000, 'z');
  log.logger.info(line);
  EXPECT_EQ(log.sink->dropped(), 1u);
  EXPECT_THAT(pipe.taken(), Not(HasSubstr("\n")));
  log.logger.info("again");
  EXPECT_EQ(pipe.taken(), "\nagain\n");
}

}  // namespace
}  // namespace sitewatch
