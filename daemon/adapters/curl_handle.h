#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/curl_outcome.h"
#include "adapters/openssl_trust.h"
#include "adapters/tls_observer.h"
#include "ports/http_client.h"

namespace sitewatch {

/// One fetch on its way through a worker.
struct CurlJob {
  std::uint64_t id = 0;
  FetchRequest request;
  std::chrono::steady_clock::time_point asked_at;
  FetchResponse response;
};

/// An easy handle, used for one transfer after the other: what never changes is set once. One thread at a time.
class CurlHandle {
 public:
  explicit CurlHandle(TrustStore trust);
  ~CurlHandle();
  CurlHandle(const CurlHandle&) = delete;
  CurlHandle& operator=(const CurlHandle&) = delete;

  CURL* easy() const { return easy_; }
  std::uint64_t job() const { return job_->id; }
  /// Makes the handle ready to be added to a multi handle. False when libcurl refuses, and finish() tells why.
  bool begin(std::unique_ptr<CurlJob> job);
  /// The job with its response, once libcurl is done or was never started.
  std::unique_ptr<CurlJob> finish(CURLcode code);
  /// Forgets the job without an answer.
  void abandon() { job_.reset(); }

 private:
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);
  static curl_socket_t on_open(void* self, curlsocktype purpose, curl_sockaddr* address);
  static CURLcode on_tls(CURL* easy, void* context, void* self);

  bool set_what_never_changes();
  bool set_target();
  void keep(std::string_view piece);
  bool take_header_line(std::string_view line);
  bool take_status_line(std::string_view line);
  bool stop(FailureReason reason, std::string explanation);
  TransferFacts facts_of(CURLcode code) const;
  double seconds(CURLINFO what) const;

  TrustStore trust_;
  TlsObserver tls_;
  CURL* easy_ = nullptr;
  curl_slist* connect_to_ = nullptr;
  curl_slist* headers_ = nullptr;
  char error_text_[CURL_ERROR_SIZE] = {};

  std::unique_ptr<CurlJob> job_;
  std::string body_;  ///< The room for a short one is kept for the next; a longer one is handed over as it is.
  std::size_t header_bytes_ = 0;
  int socket_error_ = 0;
  std::chrono::steady_clock::time_point began_;
  std::chrono::duration<double> tls_began_{0};  ///< After `began_`; 0: not yet.
  FailureReason stopped_ = FailureReason::none;
  std::string explanation_;
};

}  // namespace sitewatch
