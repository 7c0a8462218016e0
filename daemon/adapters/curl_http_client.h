#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>

#include "domain/result.h"
#include "ports/http_client.h"

namespace sitewatch {

struct CurlHttpClientOptions {
  int threads = 1;
  std::string trust_file{};  ///< CA bundle, PEM; empty: the system's.
};

/// Fetches by libcurl on threads of its own. A cancelled fetch ends with operation_aborted, and its connection is
/// dropped. When the client is destroyed, fetches that still wait answer `own_descriptors`.
class CurlHttpClient : public HttpClient {
 public:
  /// Blocks while it reads the trust file, and lets malloc keep up to 16 MiB of freed memory. `executor` is the loop
  /// that fetch() is called on and resumes on; it outlives the client.
  static Result<std::unique_ptr<CurlHttpClient>> open(boost::asio::any_io_executor executor,
                                                      const CurlHttpClientOptions& options);
  /// Ends the threads, whatever they are doing.
  ~CurlHttpClient() override;

  Task<FetchResponse> fetch(FetchRequest request) override;

 private:
  class Core;
  explicit CurlHttpClient(std::shared_ptr<Core> core);
  /// Shared with the fetches that wait, which may outlive the client by one turn of the loop.
  std::shared_ptr<Core> core_;
};

}  // namespace sitewatch
