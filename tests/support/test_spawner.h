#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "ports/task_spawner.h"

namespace boost::asio {
class io_context;
}

namespace sitewatch {

/// Runs tasks on a test's loop. An exception that leaves a task leaves the loop's run() or poll() as
/// std::runtime_error("NAME: what"), so that it fails the test. Declare it after everything its tasks refer to.
class TestSpawner : public TaskSpawner {
 public:
  explicit TestSpawner(boost::asio::io_context& loop);
  /// Cancels what still runs and drives the loop until it has ended.
  ~TestSpawner() override;
  TestSpawner(const TestSpawner&) = delete;
  TestSpawner& operator=(const TestSpawner&) = delete;

  void spawn(std::string name, Task<void> task) override;
  /// Asks every task to end at its next wait.
  void cancel();
  std::size_t running() const;
  /// Drives the loop until every task has ended; false when that takes longer than a minute of real time.
  bool run_until_empty();

 private:
  struct Tasks;
  std::unique_ptr<Tasks> tasks_;
};

}  // namespace sitewatch
