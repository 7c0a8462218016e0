#pragma once

#include <string>
#include <utility>
#include <vector>

namespace sitewatch {

struct WebUser {
  std::string name;
  std::string bcrypt;
};

/// exporter-toolkit's web configuration file.
struct WebConfig {
  std::string cert_file;  ///< Both empty: plain HTTP.
  std::string key_file;
  std::string client_ca_file;  ///< Not empty: client certificates are required and verified.
  std::vector<std::string> client_allowed_sans;
  std::string min_version = "TLS12";
  std::vector<WebUser> users;
  std::vector<std::pair<std::string, std::string>> headers;
};

}  // namespace sitewatch
