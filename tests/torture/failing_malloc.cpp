// What C libraries ask for fails by the same plan. Sanitizers have a malloc of their own, so it is left out with them.
#include <cerrno>
#include <cstddef>

#include "failing_memory.h"

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);

void* malloc(std::size_t size) {
  if (!sitewatch::next_allocation_fails()) return __libc_malloc(size);
  errno = ENOMEM;
  return nullptr;
}

void* calloc(std::size_t count, std::size_t size) {
  if (!sitewatch::next_allocation_fails()) return __libc_calloc(count, size);
  errno = ENOMEM;
  return nullptr;
}

void* realloc(void* memory, std::size_t size) {
  if (!sitewatch::next_allocation_fails()) return __libc_realloc(memory, size);
  errno = ENOMEM;
  return nullptr;
}
}
