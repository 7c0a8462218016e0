#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace sitewatch::web {

/// A gzip stream at level 1, made piece by piece.
class Gzip {
 public:
  Gzip();
  ~Gzip();
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  /// What can be sent so far; may be empty unless `last`.
  std::string pack(std::string_view piece, bool last);

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

/// Whether an Accept-Encoding header lets gzip in: named, or by "*", with a weight above 0.
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace sitewatch::web
