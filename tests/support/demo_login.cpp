#include "support/demo_login.h"

#include <crypt.h>

#include <array>
#include <random>
#include <stdexcept>
#include <string_view>

namespace sitewatch {
namespace {

constexpr std::string_view characters = "abcdefghjkmnpqrstuvwxyz23456789";
constexpr std::size_t password_length = 12;
constexpr unsigned long cost = 6;  // Quick: the password lives as long as the demo.

}  // namespace

DemoLogin make_demo_login() {
  std::random_device device;
  std::uniform_int_distribution<std::size_t> any(0, characters.size() - 1);
  DemoLogin login{"office", {}, {}};
  for (std::size_t i = 0; i < password_length; ++i) login.password += characters[any(device)];

  std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> salt{};
  crypt_data data{};
  const char* made = nullptr;
  if (crypt_gensalt_rn("$2y$", cost, nullptr, 0, salt.data(), static_cast<int>(salt.size())) != nullptr)
    made = crypt_rn(login.password.c_str(), salt.data(), &data, sizeof data);
  if (made == nullptr) throw std::runtime_error("the crypt library knows no bcrypt");
  login.bcrypt = made;
  return login;
}

}  // namespace sitewatch
