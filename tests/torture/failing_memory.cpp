#include "failing_memory.h"

#include <cstdlib>
#include <new>

namespace sitewatch {
namespace {

struct Plan {
  std::int64_t left = 0;  ///< Until the first failure; 0: none is planned.
  bool lasting = false;
  bool failed = false;
};
constinit thread_local Plan plan;

void* allocated(std::size_t size) noexcept {
  return next_allocation_fails() ? nullptr : std::malloc(size > 0 ? size : 1);
}

}  // namespace

FailingMemory::FailingMemory(std::int64_t nth, Shortage shortage) {
  plan = {.left = nth, .lasting = shortage == Shortage::lasting};
}

FailingMemory::~FailingMemory() {
  plan = {};
}

bool FailingMemory::has_failed() const {
  return plan.failed;
}

bool next_allocation_fails() noexcept {
  if (plan.left == 0 || --plan.left > 0) return false;
  plan.failed = true;
  if (plan.lasting) plan.left = 1;
  return true;
}

}  // namespace sitewatch

void* operator new(std::size_t size) {
  if (void* const memory = sitewatch::allocated(size)) return memory;
  throw std::bad_alloc{};
}
void* operator new[](std::size_t size) {
  return operator new(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return sitewatch::allocated(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return sitewatch::allocated(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}
