#include "domain/probe_names.h"

#include <initializer_list>

namespace sitewatch {

namespace {

template <class Enum>
std::optional<Enum> named(std::string_view text, std::initializer_list<Enum> all) {
  for (const Enum each : all)
    if (name(each) == text) return each;
  return std::nullopt;
}

}  // namespace

std::string_view name(Phase phase) {
  switch (phase) {
    case Phase::resolve:
      return "resolve";
    case Phase::connect:
      return "connect";
    case Phase::tls:
      return "tls";
    case Phase::processing:
      return "processing";
    case Phase::transfer:
      return "transfer";
  }
  return "transfer";
}

std::string_view name(CertificateFault fault) {
  switch (fault) {
    case CertificateFault::none:
      return "none";
    case CertificateFault::expired:
      return "expired";
    case CertificateFault::not_yet_valid:
      return "not_yet_valid";
    case CertificateFault::untrusted:
      return "untrusted";
    case CertificateFault::wrong_name:
      return "wrong_name";
    case CertificateFault::weak:
      return "weak";
    case CertificateFault::revoked:
      return "revoked";
  }
  return "none";
}

std::string_view name(VisitKind kind) {
  switch (kind) {
    case VisitKind::reading:
      return "reading";
    case VisitKind::scheduled:
      return "scheduled";
    case VisitKind::recheck:
      return "recheck";
    case VisitKind::manual:
      return "manual";
  }
  return "scheduled";
}

std::optional<Phase> phase_named(std::string_view text) {
  using enum Phase;
  return named(text, {resolve, connect, tls, processing, transfer});
}

std::optional<CertificateFault> certificate_fault_named(std::string_view text) {
  using enum CertificateFault;
  return named(text, {none, expired, not_yet_valid, untrusted, wrong_name, weak, revoked});
}

std::optional<HealthState> health_state_named(std::string_view text) {
  using enum HealthState;
  return named(text, {unknown, up, down});
}

std::optional<VisitKind> visit_kind_named(std::string_view text) {
  using enum VisitKind;
  return named(text, {scheduled, recheck, manual});
}

}  // namespace sitewatch
