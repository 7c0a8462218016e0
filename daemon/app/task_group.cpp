#include "app/task_group.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/system/system_error.hpp>
#include <cassert>
#include <exception>

namespace sitewatch {

TaskGroup::TaskGroup(boost::asio::any_io_executor executor, OnFailure on_failure)
    : executor_(std::move(executor)), on_failure_(std::move(on_failure)) {}

TaskGroup::~TaskGroup() {
  // A start that fails half-way takes what it spawned along; the loop will not run again.
  assert(running_.empty() || std::uncaught_exceptions() > 0);
}

void TaskGroup::spawn(std::string name, Task<void> task) {
  running_.emplace_back();
  const auto position = std::prev(running_.end());
  position->name = std::move(name);
  try {
    boost::asio::co_spawn(
        executor_, std::move(task),
        boost::asio::bind_cancellation_slot(position->signal.slot(), [this, position](std::exception_ptr error) {
          finished(position, std::move(error));
        }));
  } catch (...) {
    running_.erase(position);
    throw;
  }
}

void TaskGroup::cancel() {
  was_cancelled_ = true;
  std::vector<boost::asio::cancellation_signal*> signals;
  signals.reserve(running_.size());
  for (Running& each : running_) signals.push_back(&each.signal);
  // Emitting may end no task at once: completions are posted, so the pointers stay good.
  for (auto* signal : signals) signal->emit(boost::asio::cancellation_type::terminal);
}

std::vector<std::string> TaskGroup::names() const {
  std::vector<std::string> found;
  for (const Running& each : running_) found.push_back(each.name);
  return found;
}

void TaskGroup::finished(std::list<Running>::iterator task, std::exception_ptr error) {
  const std::string name = std::move(task->name);
  if (was_cancelled_)
    ended_.splice(ended_.end(), running_, task);
  else
    running_.erase(task);
  if (error) {
    try {
      std::rethrow_exception(error);
    } catch (const boost::system::system_error& failure) {
      if (failure.code() != boost::asio::error::operation_aborted) on_failure_(name, error);
    } catch (...) {
      on_failure_(name, error);
    }
  }
}

}  // namespace sitewatch
