#include "web/access.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

#include "domain/url.h"

namespace sitewatch::web {
namespace {

constexpr std::size_t most_addresses = 4096;

std::string lower(std::string_view text) {
  std::string result{text};
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte; });
  return result;
}

/// The host of "host", "host:port" or "[::1]:port"; empty for anything else.
std::string host_of(std::string_view authority) {
  std::string_view host = authority;
  std::string_view port;
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    if (end == std::string_view::npos) return {};
    port = host.substr(end + 1);
    host = host.substr(1, end - 1);
    if (!port.empty() && port.front() != ':') return {};
  } else if (const std::size_t colon = host.find(':'); colon != std::string_view::npos) {
    port = host.substr(colon);
    host = host.substr(0, colon);
  }
  if (!port.empty() && (port.size() > 6 || port.find_first_not_of("0123456789", 1) != std::string_view::npos))
    return {};
  if (host.ends_with('.')) host.remove_suffix(1);
  return lower(host);
}

std::optional<std::string> base64_decoded(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0 || text.size() > 1024) return std::nullopt;
  std::string decoded(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(decoded.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  decoded.resize(static_cast<std::size_t>(size) - (text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0));
  return decoded;
}

}  // namespace

Sha256 sha256_of(std::string_view bytes) {
  Sha256 digest;
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  return digest;
}

Sha256 sha256_from_hex(std::string_view digits) {
  Sha256 digest{};
  if (digits.size() != 2 * digest.size()) return {};
  for (std::size_t index = 0; index < digest.size(); ++index) {
    const char* const from = digits.data() + 2 * index;
    const auto [end, error] = std::from_chars(from, from + 2, digest[index], 16);
    if (error != std::errc{} || end != from + 2) return {};
  }
  return digest;
}

bool is_loopback(const Address& address) {
  if (address.family == Family::ipv4) return address.bytes[0] == 127;
  static const Address loopback6 = *Address::parse("::1");
  return address == loopback6;
}

bool host_is_ours(std::string_view host, const Address& local, const Settings& settings) {
  const std::string name = host_of(host);
  if (name == "localhost") return true;
  if (const auto address = Address::parse(name)) {
    if (is_loopback(*address) || *address == local) return true;
  }
  const auto ours = Url::parse(settings.public_url);
  return ours && !name.empty() && name == ours->host;
}

bool is_foreign(const Request& request, const Settings& settings, bool null_is_ours) {
  if (const std::string* site = request.header("sec-fetch-site"); site && *site != "same-origin" && *site != "none")
    return true;
  const std::string* origin = request.header("origin");
  if (!origin || (null_is_ours && *origin == "null")) return false;
  const std::string* host = request.header("host");
  if (host && lower(*origin) == (request.tls ? "https://" : "http://") + lower(*host)) return false;
  // A proxy in front may have ended TLS.
  const auto given = Url::parse(*origin), ours = Url::parse(settings.public_url);
  return !given || !ours || given->tls != ours->tls || given->host != ours->host || given->port != ours->port;
}

bool is_of_type(const Request& request, std::string_view type) {
  const std::string* given = request.header("content-type");
  if (!given) return request.body.empty();
  return lower(given->substr(0, given->find(';'))) == type;
}

bool needs_credentials(const Request& request, const Settings& settings) {
  if (!settings.public_url.empty() || !settings.users.empty() || !settings.tls.client_ca.empty()) return true;
  for (const auto& [name, value] : request.headers)
    if (name.starts_with("x-forwarded") || name == "forwarded" || name == "via" || name == "x-real-ip") return true;
  return !is_loopback(request.peer);
}

std::optional<Caller> token_holder(std::string_view token, const std::vector<AccessToken>& tokens) {
  const Sha256 digest = sha256_of(token);
  const AccessToken* holder = nullptr;
  for (const AccessToken& each : tokens)
    if (CRYPTO_memcmp(digest.data(), each.digest.data(), digest.size()) == 0) holder = &each;
  if (!holder) return std::nullopt;
  const auto kind = holder->role == TokenRole::office ? Caller::Kind::office : Caller::Kind::sponsor;
  return Caller{.kind = kind, .name = holder->name, .sponsor = holder->sponsor};
}

std::optional<BasicCredentials> basic_credentials(std::string_view authorization) {
  if (lower(authorization.substr(0, 6)) != "basic ") return std::nullopt;
  const auto decoded = base64_decoded(authorization.substr(6));
  if (!decoded) return std::nullopt;
  const std::size_t colon = decoded->find(':');
  if (colon == std::string::npos) return std::nullopt;
  return BasicCredentials{decoded->substr(0, colon), decoded->substr(colon + 1)};
}

std::optional<std::string_view> bearer_token(std::string_view authorization) {
  if (lower(authorization.substr(0, 7)) != "bearer ") return std::nullopt;
  return authorization.substr(7);
}

LoginLimiter::Bucket& LoginLimiter::bucket(const Address& address, int capacity, SteadyTime now) {
  Address key = address;
  if (key.family == Family::ipv6) std::fill(key.bytes.begin() + 8, key.bytes.end(), std::uint8_t{0});
  if (buckets_.size() >= most_addresses && !buckets_.contains(key))
    std::erase_if(buckets_, [&](const auto& each) { return each.second.at + std::chrono::seconds{capacity} < now; });
  // Under an attack from ever new addresses the newest share what is left of the first.
  auto found =
      buckets_.size() >= most_addresses && !buckets_.contains(key) ? buckets_.begin() : buckets_.try_emplace(key).first;
  Bucket& bucket = found->second;
  if (bucket.at == SteadyTime{}) bucket.left = capacity;
  const double passed = bucket.at == SteadyTime{} ? 0 : std::chrono::duration<double>(now - bucket.at).count();
  bucket.left = std::min<double>(capacity, bucket.left + passed);
  bucket.at = now;
  return bucket;
}

std::optional<int> LoginLimiter::blocked(const Address& address, int capacity, SteadyTime now) {
  const Bucket& state = bucket(address, capacity, now);
  if (state.left >= 1) return std::nullopt;
  return static_cast<int>(std::ceil(1 - state.left));
}

void LoginLimiter::failed(const Address& address, int capacity, SteadyTime now) {
  Bucket& state = bucket(address, capacity, now);
  state.left = std::max(0.0, state.left - 1);
}

}  // namespace sitewatch::web
