#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/address.h"
#include "domain/failure_reason.h"
#include "domain/site.h"
#include "domain/time.h"

namespace sitewatch {

/// Only scheduled visits count in the official window. A reading is made for the page: whether its words are the right
/// ones is for the reader to say, so of the site's checks none is asked.
enum class VisitKind : std::uint8_t { scheduled, recheck, manual, reading };

enum class CertificateFault : std::uint8_t { none, expired, not_yet_valid, untrusted, wrong_name, weak, revoked };
std::string_view name(CertificateFault fault);

/// Read in the handshake even when verification fails.
struct CertificateFacts {
  WallTime not_before;
  WallTime not_after;        ///< The leaf's.
  WallTime earliest_expiry;  ///< Of the chain the server sent.
  CertificateFault fault = CertificateFault::none;
  std::string explanation;  ///< OpenSSL's word for the fault; may hold bytes of the certificate: escape it.
};

/// Seconds of each phase, summed over the hops; kept up to the phase that failed.
struct Phases {
  double resolve = 0;
  double connect = 0;
  double tls = 0;
  double processing = 0;
  double transfer = 0;
};

enum class Phase : std::uint8_t { resolve, connect, tls, processing, transfer };
std::string_view name(Phase phase);

/// What one address family said.
struct FamilyResult {
  bool tried = false;
  Verdict verdict = Verdict::unknown;
  FailureReason reason = FailureReason::none;
};

/// Good with a note: none of these changes the verdict.
struct Defects {
  bool protocol : 1 = false;  ///< Content-Length with Transfer-Encoding, two lengths, trailing bytes …
  bool ipv4_broken : 1 = false;
  bool ipv6_broken : 1 = false;
};

/// One visit to one target, judged.
struct ProbeResult {
  TargetId target;
  SiteId site;
  VisitKind kind = VisitKind::scheduled;
  WallTime started_at;
  Duration lag{0};  ///< Started minus due: our own delay, never the site's.
  Verdict verdict = Verdict::unknown;
  FailureReason reason = FailureReason::none;
  std::string detail;             ///< For people, UTF-8, at most 200 bytes; may hold bytes of the site: escape it.
  Phase phase = Phase::transfer;  ///< The last phase begun.
  Phases phases;
  double seconds = 0;    ///< The whole visit, from the first look-up to the last byte.
  int http_status = 0;   ///< 0: no answer.
  int http_version = 0;  ///< 10, 11, 20.
  int redirects = 0;
  bool tls = false;
  std::string tls_version;  ///< "TLS 1.3", empty without TLS.
  std::int64_t content_length = -1;
  std::size_t body_bytes = 0;  ///< Decoded.
  std::optional<WallTime> last_modified;
  std::optional<WallTime> retry_after;  ///< Bounded; no visit before it.
  std::string final_url;
  std::optional<Address> address;  ///< Of the family that decided.
  std::array<FamilyResult, 2> families{};
  std::optional<CertificateFacts> certificate;
  Defects defects;
};

}  // namespace sitewatch
