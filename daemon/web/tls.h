#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "domain/result.h"
#include "web/settings.h"

namespace boost::asio::ssl {
class context;
}

namespace sitewatch::web {

/// The certificate and key the server shows. Files are looked at again before each connection, and read again when they
/// changed; what cannot be used leaves the old pair in place.
class TlsIdentity {
 public:
  static Result<std::shared_ptr<TlsIdentity>> load(TlsFiles files);
  explicit TlsIdentity(TlsFiles files) : files_(std::move(files)) {}

  /// An error is told once per change on disk.
  Result<void> refresh();
  boost::asio::ssl::context& context() { return *context_; }
  const TlsFiles& files() const { return files_; }

 private:
  using Stamp = std::vector<std::int64_t>;
  Stamp stamp() const;
  Result<void> read();

  TlsFiles files_;
  Stamp read_at_;
  std::shared_ptr<boost::asio::ssl::context> context_;  // Incomplete here; one owner.
};

/// Whether one of the certificate's SANs is in the list; `native` is an SSL*.
bool client_is_named(void* native, const std::vector<std::string>& names);

}  // namespace sitewatch::web
