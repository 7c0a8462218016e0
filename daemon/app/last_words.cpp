#include "app/last_words.h"

#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>

namespace sitewatch {
namespace {

[[noreturn]] void last_words() {
  if (const std::exception_ptr thrown = std::current_exception()) {
    try {
      std::rethrow_exception(thrown);
    } catch (const std::bad_alloc&) {
      constexpr std::string_view line = "sitewatchd: out of memory; ends\n";
      // Nobody is left to be told that this failed.
      [[maybe_unused]] const auto written = write(STDERR_FILENO, line.data(), line.size());
      std::_Exit(1);
    } catch (...) {
      // A bug: the library says of which kind, and aborts.
    }
  }
  __gnu_cxx::__verbose_terminate_handler();
  std::abort();
}

}  // namespace

void end_in_order_without_memory() {
  std::set_terminate(last_words);
}

}  // namespace sitewatch
