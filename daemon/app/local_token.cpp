#include "app/local_token.h"

#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace sitewatch {
namespace {

constexpr std::size_t token_bytes = 32;

std::string random_token() {
  std::array<unsigned char, token_bytes> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return {};
  std::string text;
  for (const unsigned char byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

auto refused(const std::string& what, const std::string& path) {
  return failure("cannot " + what + " " + path + ": " + std::strerror(errno));
}

Result<std::string> read_token(int file, const std::string& path) {
  struct stat about{};
  if (fstat(file, &about) != 0) return refused("read", path);
  if ((about.st_mode & 077) != 0) return failure(path + " may be read by others: set its mode to 0600, or remove it");
  std::array<char, 256> buffer{};
  const ssize_t count = read(file, buffer.data(), buffer.size());
  if (count < 0) return refused("read", path);
  std::string token{buffer.data(), static_cast<std::size_t>(count)};
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  if (token.size() < token_bytes) return failure(path + " holds no token: remove it, and the next start makes one");
  return token;
}

Result<std::string> make_token(const std::string& path) {
  const std::string token = random_token();
  if (token.empty()) return failure("cannot make " + path + ": the system gives no random bytes");
  const std::string partial = path + ".new";
  const int file = open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return refused("make", partial);
  const std::string line = token + "\n";
  const bool written = write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && fsync(file) == 0;
  close(file);
  // Renamed whole: a crash leaves no half token behind.
  if (!written || rename(partial.c_str(), path.c_str()) != 0) return refused("write", path);
  return token;
}

}  // namespace

Result<std::string> local_token(const std::string& state_dir) {
  const std::string path = state_dir + "/token";
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0 && errno == ENOENT) return make_token(path);
  if (file < 0) return refused("open", path);
  Result<std::string> token = read_token(file, path);
  close(file);
  return token;
}

}  // namespace sitewatch
