#include "adapters/signed_form_links.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <system_error>

namespace sitewatch {
namespace {

constexpr std::size_t key_size = 32;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t longest_token = 4096;
constexpr std::size_t signature_size = 43;
constexpr std::size_t period_size = 7;

struct File {
  int descriptor;
  ~File() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

tl::unexpected<Error> cannot(const std::string& what, int error) {
  return failure("cannot " + what + ": " + std::generic_category().message(error));
}

std::string base64url(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  while (text.ends_with('=')) text.pop_back();
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

/// Of text that base64url() wrote.
std::string from_base64url(std::string_view encoded) {
  std::string text{encoded};
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  const std::size_t padding = (4 - text.size() % 4) % 4;
  text.append(padding, '=');
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0 || padding > 2) return {};
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

Result<std::string> read_key(const std::string& path, int descriptor) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return cannot("read " + path, errno);
  if (!S_ISREG(status.st_mode)) return failure("key of form links " + path + " is no plain file");
  if (status.st_uid != ::geteuid()) {
    return failure("key of form links " + path + " belongs to user " + std::to_string(status.st_uid) +
                   ", but this process runs as user " + std::to_string(::geteuid()));
  }
  if ((status.st_mode & 077) != 0)
    return failure("key of form links " + path + " may be used by others; set its mode to 0600");
  std::string key(key_size + 1, '\0');
  const ssize_t size = ::pread(descriptor, key.data(), key.size(), 0);
  if (size < 0) return cannot("read " + path, errno);
  if (size != static_cast<ssize_t>(key_size)) {
    return failure("key of form links " + path + " is not " + std::to_string(key_size) +
                   " bytes long; remove it, and new links get a new key");
  }
  key.resize(key_size);
  return key;
}

Result<void> sync_directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const File file{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (file.descriptor < 0 || ::fsync(file.descriptor) != 0) return cannot("sync " + directory, errno);
  return {};
}

/// Under its name only when it is whole: a crash leaves no key or all of it.
Result<void> write_key(const std::string& path, const std::string& key) {
  const std::string fresh = path + ".new";
  if (::unlink(fresh.c_str()) != 0 && errno != ENOENT) return cannot("remove " + fresh, errno);
  const File file{::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
  if (file.descriptor < 0) return cannot("make " + fresh, errno);
  const ssize_t written = ::write(file.descriptor, key.data(), key.size());
  if (written != static_cast<ssize_t>(key.size())) return cannot("write " + fresh, written < 0 ? errno : ENOSPC);
  if (::fsync(file.descriptor) != 0) return cannot("sync " + fresh, errno);
  if (::rename(fresh.c_str(), path.c_str()) != 0) return cannot("make " + path, errno);
  return sync_directory_of(path);
}

std::optional<FormGrant> grant_of(std::string_view payload) {
  const std::size_t expires_at = period_size + 1;
  const std::size_t blank = payload.find(' ', expires_at);
  if (blank == std::string_view::npos || payload.size() <= blank + nonce_size) return std::nullopt;
  const auto period = Period::parse(payload.substr(0, period_size));
  std::int64_t expires = 0;
  const auto [end, error] = std::from_chars(payload.data() + expires_at, payload.data() + blank, expires);
  if (!period || error != std::errc{} || end != payload.data() + blank) return std::nullopt;
  return FormGrant{.sponsor = std::string{payload.substr(blank + 1 + nonce_size)},
                   .period = *period,
                   .expires = from_milliseconds(expires)};
}

}  // namespace

Result<std::unique_ptr<SignedFormLinks>> SignedFormLinks::open(const std::string& key_file, Entropy& entropy) {
  File file{::open(key_file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
  if (file.descriptor < 0 && errno == ELOOP) return failure("key of form links " + key_file + " is no plain file");
  if (file.descriptor < 0 && errno != ENOENT) return cannot("open " + key_file, errno);
  std::string key;
  if (file.descriptor >= 0) {
    Result<std::string> found = read_key(key_file, file.descriptor);
    if (!found) return tl::unexpected<Error>(found.error());
    key = std::move(*found);
  } else {
    key = entropy.bytes(key_size);
    if (const Result<void> written = write_key(key_file, key); !written) return tl::unexpected<Error>(written.error());
  }
  return std::unique_ptr<SignedFormLinks>(new SignedFormLinks(std::move(key), entropy));
}

std::string SignedFormLinks::signature(std::string_view payload) const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), reinterpret_cast<const unsigned char*>(payload.data()),
       payload.size(), digest.data(), &size);
  return base64url({reinterpret_cast<const char*>(digest.data()), size});
}

std::string SignedFormLinks::token(const FormGrant& grant) {
  std::string payload = grant.period.text() + ' ' + std::to_string(to_milliseconds(grant.expires)) + ' ';
  payload += entropy_.bytes(nonce_size) + grant.sponsor;
  const std::string encoded = base64url(payload);
  return encoded + '.' + signature(encoded);
}

std::optional<FormGrant> SignedFormLinks::read(std::string_view token) const {
  const std::size_t dot = token.find('.');
  if (token.size() > longest_token || dot == std::string_view::npos) return std::nullopt;
  const std::string_view given = token.substr(dot + 1);
  const std::string right = signature(token.substr(0, dot));
  if (given.size() != signature_size || CRYPTO_memcmp(given.data(), right.data(), signature_size) != 0)
    return std::nullopt;
  return grant_of(from_base64url(token.substr(0, dot)));
}

}  // namespace sitewatch
