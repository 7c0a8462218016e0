#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <exception>
#include <functional>
#include <list>
#include <string>
#include <vector>

#include "ports/task_spawner.h"

namespace sitewatch {

/// Owns coroutines on one executor. The only place that calls co_spawn.
class TaskGroup : public TaskSpawner {
 public:
  /// `on_failure` hears of an exception that left a task; cancellation is none.
  using OnFailure = std::function<void(const std::string& name, std::exception_ptr)>;

  TaskGroup(boost::asio::any_io_executor executor, OnFailure on_failure);
  /// The group must be empty: cancel(), then run the executor until empty().
  ~TaskGroup() override;
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  void spawn(std::string name, Task<void> task) override;
  /// Asks every task to end at its next wait. Tasks spawned later are not cancelled.
  void cancel();
  bool empty() const { return running_.empty(); }
  /// Of the tasks that run, for the log.
  std::vector<std::string> names() const;

 private:
  struct Running {
    std::string name;
    boost::asio::cancellation_signal signal;
  };
  void finished(std::list<Running>::iterator task, std::exception_ptr error);

  boost::asio::any_io_executor executor_;
  OnFailure on_failure_;
  std::list<Running> running_;
  /// Tasks that ended after cancel(): what it posted to them from outside the loop may still be on its way.
  std::list<Running> ended_;
  bool was_cancelled_ = false;
};

}  // namespace sitewatch
