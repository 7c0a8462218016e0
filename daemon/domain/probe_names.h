#pragma once

#include <optional>
#include <string_view>

#include "domain/health.h"
#include "domain/probe_result.h"

namespace sitewatch {

/// The inverses of name(), for what is stored by name.
std::optional<Phase> phase_named(std::string_view name);
std::optional<CertificateFault> certificate_fault_named(std::string_view name);
std::optional<HealthState> health_state_named(std::string_view name);
std::optional<VisitKind> visit_kind_named(std::string_view name);

std::string_view name(VisitKind kind);

}  // namespace sitewatch
