#include "web/passwords.h"

#include <crypt.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cassert>

namespace sitewatch::web {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::minutes keep{5};
constexpr std::size_t most_remembered = 1000;
constexpr int most_waiting = 16;

const User* find(const std::vector<User>& users, const std::string& name) {
  const auto found = std::find_if(users.begin(), users.end(), [&](const User& user) { return user.name == name; });
  return found == users.end() ? nullptr : &*found;
}

/// Names the password together with the hash it fits, so that a changed hash forgets it.
Sha256 memory_key(const User& user, const std::string& password) {
  std::string text;
  for (const std::string* part : {&user.name, &user.bcrypt, &password})
    text += std::to_string(part->size()) + ':' + *part;
  return sha256_of(text);
}

}  // namespace

bool matches_bcrypt(const std::string& password, const std::string& hash) {
  if (password.find('\0') != std::string::npos) return false;
  crypt_data data{};
  const char* made = crypt_rn(password.c_str(), hash.c_str(), &data, sizeof data);
  const bool same =
      made && hash.size() == std::string_view{made}.size() && CRYPTO_memcmp(made, hash.data(), hash.size()) == 0;
  OPENSSL_cleanse(&data, sizeof data);
  return same;
}

struct Passwords::Worker {
  asio::thread_pool thread{1};
};

Passwords::Passwords(const Clock& clock) : clock_(clock), worker_(std::make_unique<Worker>()) {}

Passwords::~Passwords() {
  worker_->thread.join();
}

bool Passwords::remembered(const std::vector<User>& users, const BasicCredentials& credentials) {
  const User* user = find(users, credentials.user);
  if (!user) return false;
  const auto found = right_until_.find(memory_key(*user, credentials.password));
  if (found == right_until_.end() || found->second < clock_.steady_now()) return false;
  found->second = clock_.steady_now() + keep;
  return true;
}

Task<std::optional<bool>> Passwords::check(std::vector<User> users, BasicCredentials credentials) {
  assert(!users.empty());
  if (waiting_ >= most_waiting) co_return std::nullopt;
  const User* user = find(users, credentials.user);
  const std::string hash = user ? user->bcrypt : users.front().bcrypt;
  ++waiting_;
  const auto executor = co_await asio::this_coro::executor;
  const auto start = [&](auto handler) {
    asio::post(worker_->thread, [handler = std::move(handler), executor, guard = asio::make_work_guard(executor), hash,
                                 password = credentials.password]() mutable {
      const bool same = matches_bcrypt(password, hash);
      asio::post(executor, [handler = std::move(handler), same]() mutable { std::move(handler)(same); });
    });
  };
  const bool same =
      co_await asio::async_initiate<const asio::use_awaitable_t<>, void(bool)>(start, asio::use_awaitable);
  --waiting_;
  const bool right = user != nullptr && same;
  if (right) {
    if (right_until_.size() >= most_remembered) right_until_.clear();
    right_until_[memory_key(*user, credentials.password)] = clock_.steady_now() + keep;
  }
  co_return right;
}

}  // namespace sitewatch::web
