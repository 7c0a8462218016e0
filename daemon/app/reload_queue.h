#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ports/clock.h"
#include "ports/task_spawner.h"

namespace sitewatch {

/// Makes many calls one: while a run is under way, all further calls wait for the next single run and share its answer.
/// A hundred SIGHUPs in a second are two reloads.
class ReloadQueue {
 public:
  using Mistakes = std::vector<std::string>;
  using Run = std::function<Task<Mistakes>()>;

  ReloadQueue(Clock& clock, TaskSpawner& tasks, Run run) : clock_(clock), tasks_(tasks), run_(std::move(run)) {}

  Task<Mistakes> call();

 private:
  struct Round {
    std::vector<std::unique_ptr<Alarm>> waiting;
    Mistakes answer;
  };
  Task<void> run_rounds();

  Clock& clock_;
  TaskSpawner& tasks_;
  Run run_;
  std::shared_ptr<Round> next_;  // Shared by the calls that wait for it.
  bool running_ = false;
};

}  // namespace sitewatch
