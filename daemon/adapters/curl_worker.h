#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "adapters/curl_handle.h"
#include "adapters/openssl_trust.h"
#include "domain/result.h"

namespace sitewatch {

/// One thread with one multi handle on one epoll descriptor. submit() and abandon() may be called from any thread.
class CurlWorker {
 public:
  /// Called on the worker's thread with all that ended in one turn of its loop.
  using OnDone = std::function<void(std::vector<std::unique_ptr<CurlJob>>)>;

  static Result<std::unique_ptr<CurlWorker>> start(TrustStore trust, OnDone on_done);
  /// Drops what is in flight and joins the thread.
  ~CurlWorker();
  CurlWorker(const CurlWorker&) = delete;
  CurlWorker& operator=(const CurlWorker&) = delete;

  void submit(std::unique_ptr<CurlJob> job);
  /// Its answer is not wanted any more; it may still be on its way.
  void abandon(std::uint64_t job);

 private:
  class Loop;
  explicit CurlWorker(std::unique_ptr<Loop> loop);
  std::unique_ptr<Loop> loop_;
};

}  // namespace sitewatch
