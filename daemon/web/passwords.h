#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ports/awaitable.h"
#include "ports/clock.h"
#include "web/access.h"

namespace sitewatch::web {

/// Checks passwords against bcrypt hashes on a thread of its own: one check takes about 70 ms. An unknown user costs
/// the same as a known one; what was right stays right for five minutes of use without another check.
class Passwords {
 public:
  explicit Passwords(const Clock& clock);
  ~Passwords();
  Passwords(const Passwords&) = delete;
  Passwords& operator=(const Passwords&) = delete;

  /// Known to be right without any work.
  bool remembered(const std::vector<User>& users, const BasicCredentials& credentials);
  /// `users` is not empty. Nothing: too many checks wait already.
  Task<std::optional<bool>> check(std::vector<User> users, BasicCredentials credentials);

 private:
  struct Worker;
  const Clock& clock_;
  std::unique_ptr<Worker> worker_;
  std::map<Sha256, SteadyTime> right_until_;
  int waiting_ = 0;
};

/// Whether crypt(3) makes the hash of the password; blocks for the cost of the hash.
bool matches_bcrypt(const std::string& password, const std::string& hash);

}  // namespace sitewatch::web
