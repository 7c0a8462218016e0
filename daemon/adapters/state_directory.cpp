#include "adapters/state_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

namespace sitewatch {
namespace {

constexpr std::string_view in_use_word = "in use";

tl::unexpected<Error> cannot(const std::string& what, int error) {
  return failure("cannot " + what + ": " + std::generic_category().message(error));
}

std::string content_of(int file) {
  std::array<char, 64> buffer{};
  const ssize_t count = ::pread(file, buffer.data(), buffer.size(), 0);
  return count > 0 ? std::string(buffer.data(), static_cast<std::size_t>(count)) : std::string{};
}

Result<void> check_directory(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return cannot("read state directory " + path, errno);
  if (!S_ISDIR(status.st_mode)) return failure("state directory " + path + " is not a directory");
  if (status.st_uid != ::geteuid()) {
    return failure("state directory " + path + " belongs to user " + std::to_string(status.st_uid) +
                   ", but this process runs as user " + std::to_string(::geteuid()));
  }
  if ((status.st_mode & 022) != 0) {
    return failure("state directory " + path + " may be written by others; set its mode to 0700");
  }
  if (::access(path.c_str(), R_OK | W_OK | X_OK) != 0) return cannot("write in state directory " + path, errno);
  return {};
}

}  // namespace

Result<std::unique_ptr<StateDirectory>> StateDirectory::open(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return cannot("make state directory " + path, errno);
  if (const Result<void> checked = check_directory(path); !checked) return tl::unexpected<Error>(checked.error());

  const std::string name = path + "/lock";
  const int lock = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock < 0) return cannot("open " + name, errno);
  const std::string before = content_of(lock);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    ::close(lock);
    if (error != EWOULDBLOCK) return cannot("lock " + name, error);
    const std::string holder = before.substr(0, before.find_first_of(" \n"));
    return failure("state directory " + path + " is in use by " +
                   (holder.empty() ? std::string{"another process"} : "process " + holder));
  }
  const bool left_in_use = content_of(lock).find(in_use_word) != std::string::npos;
  std::unique_ptr<StateDirectory> directory(new StateDirectory(path, lock, left_in_use));
  // Until in_use() the word of the former process stands: a crash in between must not hide how that one ended.
  directory->mark(left_in_use ? std::string{in_use_word} : std::string{});
  return directory;
}

StateDirectory::~StateDirectory() {
  ::close(lock_);
}

void StateDirectory::in_use() {
  mark(std::string{in_use_word});
}
void StateDirectory::clean() {
  left_in_use_ = false;
  mark({});
}

void StateDirectory::mark(const std::string& word) {
  std::string line = std::to_string(::getpid()) + " " + word;
  line.resize(40, ' ');
  line += '\n';
  // One short write in place; a full disk cannot refuse it once the file has its size, and losing it costs a hint.
  if (::pwrite(lock_, line.data(), line.size(), 0) == static_cast<ssize_t>(line.size())) ::fdatasync(lock_);
}

Result<void> StateDirectory::sync() const {
  const int directory = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return cannot("open state directory " + path_, errno);
  const int failed = ::fsync(directory) == 0 ? 0 : errno;
  ::close(directory);
  if (failed != 0) return cannot("sync state directory " + path_, failed);
  return {};
}

}  // namespace sitewatch
