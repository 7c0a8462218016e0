#pragma once

#include <string>

#include "ports/awaitable.h"

namespace sitewatch {

/// Starts coroutines on the control loop and owns them: an exception that leaves one is logged with `name` and stops
/// the daemon; cancellation ends them all. A task's references must outlive the group.
class TaskSpawner {
 public:
  virtual ~TaskSpawner() = default;
  virtual void spawn(std::string name, Task<void> task) = 0;
};

}  // namespace sitewatch
