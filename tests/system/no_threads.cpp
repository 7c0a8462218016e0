// Preloaded into a daemon: the system has no more threads to give. The file that THREADS_TO_COME names holds a sign for
// each thread that is asked for from now on: 1 it can be had, 0 not. Beyond its end, and without the file, all can.
#include <dlfcn.h>
#include <pthread.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <string>

namespace {

bool is_refused() {
  const char* const path = std::getenv("THREADS_TO_COME");
  std::string signs;
  if (!path || !(std::ifstream{path} >> signs)) return false;
  std::ofstream{path} << signs.substr(1);
  return signs.front() == '0';
}

}  // namespace

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*work)(void*), void* with) {
  using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  static const auto create = reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
  return is_refused() ? EAGAIN : create(thread, attributes, work, with);
}
