#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>

#include "domain/result.h"

namespace sitewatch {

/// The authorities that are believed. Loaded once and shared by every handshake on every thread: reading the bundle
/// anew costs 24 ms. OpenSSL locks it.
using TrustStore = std::shared_ptr<X509_STORE>;

/// `file`: PEM certificates; empty: the system's. Blocks on the file. Fails when nothing can be read from it.
Result<TrustStore> load_trust_store(const std::string& file);

}  // namespace sitewatch
