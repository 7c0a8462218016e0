#pragma once

#include <openssl/types.h>

#include <optional>
#include <span>
#include <string>

struct stack_st_X509;

namespace sitewatch {

/// Reads the OCSP response that a server stapled to its handshake: why the leaf of `chain` is revoked, in words.
/// Nothing unless the response says so itself, is current, and is signed by the leaf's issuer or whom the issuer
/// appointed, up to `trust`. A server without a staple, a late or broken one, are no reason for an alarm; nobody's
/// responder is ever asked. `chain`: verified, leaf first.
std::optional<std::string> revocation_in(std::span<const unsigned char> staple, stack_st_X509* chain,
                                         X509_STORE* trust);

}  // namespace sitewatch
