#include "support/test_spawner.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <cstdio>
#include <exception>
#include <list>
#include <stdexcept>
#include <vector>

namespace sitewatch {

struct TestSpawner::Tasks {
  struct Running {
    std::string name;
    boost::asio::cancellation_signal signal;
  };

  void finished(std::list<Running>::iterator task, std::exception_ptr error) {
    const std::string name = std::move(task->name);
    running.erase(task);
    if (!error) return;
    try {
      std::rethrow_exception(error);
    } catch (const boost::system::system_error& failure) {
      if (failure.code() != boost::asio::error::operation_aborted)
        throw std::runtime_error(name + ": " + failure.what());
    } catch (const std::exception& failure) {
      throw std::runtime_error(name + ": " + failure.what());
    }
  }

  boost::asio::io_context& loop;
  std::list<Running> running;
};

TestSpawner::TestSpawner(boost::asio::io_context& loop) : tasks_(new Tasks{loop, {}}) {}

TestSpawner::~TestSpawner() {
  try {
    cancel();
    if (run_until_empty()) return;
    std::fprintf(stderr, "TestSpawner: %s does not end when cancelled\n", tasks_->running.front().name.c_str());
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "TestSpawner: %s\n", failure.what());
  }
  std::terminate();
}

void TestSpawner::spawn(std::string name, Task<void> task) {
  tasks_->running.emplace_back();
  const auto position = std::prev(tasks_->running.end());
  position->name = std::move(name);
  boost::asio::co_spawn(tasks_->loop, std::move(task),
                        boost::asio::bind_cancellation_slot(position->signal.slot(),
                                                            [tasks = tasks_.get(), position](std::exception_ptr error) {
                                                              tasks->finished(position, std::move(error));
                                                            }));
}

void TestSpawner::cancel() {
  std::vector<boost::asio::cancellation_signal*> signals;
  for (auto& each : tasks_->running) signals.push_back(&each.signal);
  for (auto* signal : signals) signal->emit(boost::asio::cancellation_type::terminal);
}

std::size_t TestSpawner::running() const {
  return tasks_->running.size();
}

bool TestSpawner::run_until_empty() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes{1};
  while (!tasks_->running.empty()) {
    tasks_->loop.restart();
    if (tasks_->loop.run_one_until(deadline) == 0) return false;
  }
  return true;
}

}  // namespace sitewatch
