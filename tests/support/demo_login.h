#pragma once

#include <string>

namespace sitewatch {

/// The login of the demo's office, made up anew each time.
struct DemoLogin {
  std::string user;
  std::string password;
  std::string bcrypt;  ///< Of the password, as `htpasswd -B` prints it.
};

/// Throws std::runtime_error when the system's crypt library knows no bcrypt.
DemoLogin make_demo_login();

}  // namespace sitewatch
