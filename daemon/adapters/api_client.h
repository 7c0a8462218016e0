#pragma once

#include <string>

#include "domain/result.h"

namespace sitewatch {

struct ApiServer {
  std::string url;      ///< "http://127.0.0.1:9920", without a path.
  std::string token;    ///< Empty: none is sent.
  std::string ca_file;  ///< CA bundle for https; empty: the system's.
};

struct ApiAnswer {
  int status = 0;
  std::string body;
};

/// Asks a running daemon, and waits. A token never leaves this machine in clear text: http is for loopback only.
/// No redirects, no proxies; an answer takes at most 60 s and 256 MiB.
class ApiClient {
 public:
  explicit ApiClient(ApiServer server) : server_{std::move(server)} {}

  Result<ApiAnswer> get(const std::string& path) const;
  Result<ApiAnswer> post(const std::string& path, const std::string& json) const;
  Result<ApiAnswer> remove(const std::string& path) const;

 private:
  Result<ApiAnswer> ask(const char* method, const std::string& path, const std::string* json) const;

  ApiServer server_;
};

/// One part of a path or query with everything but letters, digits, "-", "_", "." and "~" escaped.
std::string url_escaped(std::string_view text);

}  // namespace sitewatch
