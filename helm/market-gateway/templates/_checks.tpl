{{/* Combinations that values.schema.json cannot see. Each sentence names the value and what would be right. */}}

{{- define "market-gateway.checks" -}}
{{- include "market-gateway.checks.kafka" . -}}
{{- include "market-gateway.checks.authentication" . -}}
{{- include "market-gateway.checks.replicas" . -}}
{{- include "market-gateway.checks.settings" . -}}
{{- if le (int .Values.drain.hardStopSeconds) (int .Values.drain.windowSeconds) -}}
{{- fail (printf "drain.hardStopSeconds is %d and drain.windowSeconds is %d: the hard stop must come after the window, or it cuts off the sessions that are still being closed." (int .Values.drain.hardStopSeconds) (int .Values.drain.windowSeconds)) -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) -}}
{{- fail "ingress.host is empty and ingress.enabled is true: set ingress.host to the name that clients connect to, for example market.example.com." -}}
{{- end -}}
{{- end -}}

{{- define "market-gateway.checks.kafka" -}}
{{- $kafka := .Values.kafka -}}
{{- if not $kafka.bootstrapServers -}}
{{- fail "kafka.bootstrapServers is empty: set it to the brokers to begin with, host:port,host:port. Without any, every replica would start an embedded broker with a market of its own." -}}
{{- end -}}
{{- if and $kafka.tls.clientCertificate (not $kafka.tls.existingSecret) -}}
{{- fail "kafka.tls.clientCertificate is true and kafka.tls.existingSecret is empty: name the Secret with tls.crt and tls.key in kafka.tls.existingSecret." -}}
{{- end -}}
{{- if and $kafka.tls.existingSecret (not $kafka.tls.enabled) -}}
{{- fail (printf "kafka.tls.existingSecret is '%s' and kafka.tls.enabled is false: set kafka.tls.enabled to true, or leave the Secret out." $kafka.tls.existingSecret) -}}
{{- end -}}
{{- range $property, $_ := $kafka.properties -}}
{{- if regexMatch "(password|secret|[.]key[.]pem|[.]key[.]password)" $property -}}
{{- fail (printf "kafka.properties has '%s': a secret does not belong in values; use kafka.sasl.existingSecret, or extraEnv with a secretKeyRef." $property) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "market-gateway.checks.authentication" -}}
{{- $jwt := .Values.authentication -}}
{{- if eq $jwt.mode "Jwt" -}}
{{- if not (or $jwt.issuer $jwt.authority) -}}
{{- fail "authentication.issuer is empty and authentication.mode is Jwt: set it to the iss claim of the tokens to accept." -}}
{{- end -}}
{{- if not $jwt.audience -}}
{{- fail "authentication.audience is empty and authentication.mode is Jwt: set it to the aud claim of the tokens to accept." -}}
{{- end -}}
{{- if ne (len (compact (list $jwt.authority $jwt.jwksUrl $jwt.existingSecret))) 1 -}}
{{- fail "authentication.authority, authentication.jwksUrl and authentication.existingSecret: set exactly one when authentication.mode is Jwt; it is where the keys that sign tokens come from." -}}
{{- end -}}
{{- else if or $jwt.issuer $jwt.audience $jwt.authority $jwt.jwksUrl $jwt.existingSecret $jwt.tickets.existingSecret -}}
{{- fail "authentication.mode is Anonymous, yet an issuer, an audience or keys are given: set authentication.mode to Jwt, or leave them out." -}}
{{- end -}}
{{- end -}}

{{- define "market-gateway.checks.replicas" -}}
{{- $scaling := .Values.autoscaling -}}
{{- if and $scaling.enabled (gt (int $scaling.minReplicas) (int $scaling.maxReplicas)) -}}
{{- fail (printf "autoscaling.minReplicas is %d and autoscaling.maxReplicas is %d: the least must not be more than the most." (int $scaling.minReplicas) (int $scaling.maxReplicas)) -}}
{{- end -}}
{{- $least := ternary $scaling.minReplicas .Values.replicas $scaling.enabled | int -}}
{{- $budget := .Values.podDisruptionBudget -}}
{{- if and $budget.enabled (ge (int $budget.maxUnavailable) $least) -}}
{{- fail (printf "podDisruptionBudget.maxUnavailable is %d and there may be only %d replica(s): it must be fewer, or a drained node takes them all; run more replicas, or set podDisruptionBudget.enabled to false." (int $budget.maxUnavailable) $least) -}}
{{- end -}}
{{- end -}}
