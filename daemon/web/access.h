#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "domain/time.h"
#include "web/http.h"
#include "web/settings.h"

namespace sitewatch::web {

/// On whose behalf a request is answered.
struct Caller {
  enum class Kind : std::uint8_t { nobody, reader, sponsor, office };
  Kind kind = Kind::nobody;
  std::string name;          ///< Of the token; "local" for this machine.
  SponsorId sponsor;         ///< Only for Kind::sponsor.
  bool by_password = false;  ///< A person of the office: may act on the office's pages, and reads elsewhere.

  bool is_office() const { return kind == Kind::office || by_password; }
  bool may_read() const { return kind == Kind::reader || kind == Kind::office; }
};

/// Whether the Host names this server: a loopback name or address, the address the connection came to, or the public
/// one. Anything else is a browser that was led here under a foreign name.
bool host_is_ours(std::string_view host, const Address& local, const Settings& settings);

/// Whether a page of another site sent this, by Sec-Fetch-Site and Origin. A page whose policy is to tell no referrer
/// makes a browser send the Origin "null"; that is taken for our own only with `null_is_ours`.
bool is_foreign(const Request& request, const Settings& settings, bool null_is_ours = false);
/// Whether the body is of this media type; a request without a body and a type is of every one.
bool is_of_type(const Request& request, std::string_view type);

/// Whether a read must prove who asks.
bool needs_credentials(const Request& request, const Settings& settings);
bool is_loopback(const Address& address);

/// `token` against every digest, in the same time whichever fits.
std::optional<Caller> token_holder(std::string_view token, const std::vector<AccessToken>& tokens);

struct BasicCredentials {
  std::string user;
  std::string password;
};
std::optional<BasicCredentials> basic_credentials(std::string_view authorization);
std::optional<std::string_view> bearer_token(std::string_view authorization);

/// A bucket of wrong logins for each address (an IPv6 /64 is one). Bounded in memory.
class LoginLimiter {
 public:
  /// Seconds to wait, if the bucket is empty.
  std::optional<int> blocked(const Address& address, int capacity, SteadyTime now);
  void failed(const Address& address, int capacity, SteadyTime now);

 private:
  struct Bucket {
    double left = 0;
    SteadyTime at{};
  };
  Bucket& bucket(const Address& address, int capacity, SteadyTime now);
  std::map<Address, Bucket> buckets_;
};

}  // namespace sitewatch::web
