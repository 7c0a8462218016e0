#include "adapters/system_entropy.h"

#include <sys/random.h>

#include <cerrno>
#include <system_error>

namespace sitewatch {

std::string SystemEntropy::bytes(std::size_t count) {
  std::string bytes(count, '\0');
  for (std::size_t done = 0; done < count;) {
    const ssize_t got = getrandom(bytes.data() + done, count - done, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw std::system_error(errno, std::generic_category(), "getrandom");
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

}  // namespace sitewatch
