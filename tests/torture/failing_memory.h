#pragma once

#include <cstdint>

namespace sitewatch {

enum class Shortage : std::uint8_t { one, lasting };

/// While one lives, this thread's nth allocation from now on fails, by operator new and, without sanitizers, by malloc;
/// `lasting`: all after it, too.
class FailingMemory {
 public:
  FailingMemory(std::int64_t nth, Shortage shortage);
  ~FailingMemory();
  FailingMemory(const FailingMemory&) = delete;
  FailingMemory& operator=(const FailingMemory&) = delete;

  /// Whether any allocation has failed yet.
  bool has_failed() const;
};

/// Asked by each allocation.
bool next_allocation_fails() noexcept;

}  // namespace sitewatch
