#pragma once

#include <curl/curl.h>

#include <string>

#include "ports/http_client.h"

namespace sitewatch {

/// What is known of a transfer once libcurl is done with it. Seconds since its start; 0 means not reached.
struct TransferFacts {
  CURLcode code = CURLE_OK;
  long system_error = 0;                        ///< errno of the connection that failed.
  std::string explanation;                      ///< libcurl's word, or ours.
  FailureReason stopped = FailureReason::none;  ///< Why one of our own callbacks ended it.
  bool tls = false;
  bool version_refused = false;
  int status = 0;
  double connected = 0;
  double secured = 0;
  double sent = 0;
  double first_byte = 0;
  double total = 0;
};

/// The last phase begun.
Phase last_phase(const TransferFacts& facts);
Phases phases_of(const TransferFacts& facts);
/// `none` for a complete answer. What libcurl itself could not do is ours, never the site's.
FailureReason failure_of(const TransferFacts& facts);

}  // namespace sitewatch
