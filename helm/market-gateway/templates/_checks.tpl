{{/* Combinations that values.schema.json cannot see. Each sentence names the value and what would be right. */}}

{{- define "market-gateway.checks" -}}
{{- include "market-gateway.checks.kafka" . -}}
{{- include "market-gateway.checks.shards" . -}}
{{- include "market-gateway.checks.authentication" . -}}
{{- include "market-gateway.checks.operators" . -}}
{{- include "market-gateway.checks.replicas" . -}}
{{- include "market-gateway.checks.settings" . -}}
{{- if le (int .Values.drain.hardStopSeconds) (int .Values.drain.windowSeconds) -}}
{{- fail (printf "drain.hardStopSeconds is %d and drain.windowSeconds is %d: the hard stop must come after the window, or it cuts off the sessions that are still being closed." (int .Values.drain.hardStopSeconds) (int .Values.drain.windowSeconds)) -}}
{{- end -}}
{{- include "market-gateway.checks.ways" . -}}
{{- include "market-gateway.checks.names" . -}}
{{- end -}}

{{/* How clients come in, and how monitoring does. */}}
{{- define "market-gateway.checks.ways" -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- fail "ingress.hosts is empty and ingress.enabled is true: set ingress.hosts to the names that clients connect to, for example [{host: market.example.com}]." -}}
{{- end -}}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) -}}
{{- fail "httpRoute.parentRefs is empty and httpRoute.enabled is true: name the Gateway that it belongs to, for example [{name: public, namespace: gateways}]." -}}
{{- end -}}
{{- $service := .Values.service -}}
{{- if and (eq $service.type "ClusterIP") (or $service.externalTrafficPolicy $service.nodePort) -}}
{{- fail "service.type is ClusterIP, which has neither service.externalTrafficPolicy nor service.nodePort: set service.type to NodePort or LoadBalancer, or leave them out." -}}
{{- end -}}
{{- if and (ne $service.type "LoadBalancer") (or $service.loadBalancerClass $service.loadBalancerSourceRanges) -}}
{{- fail (printf "service.type is %s, which has neither service.loadBalancerClass nor service.loadBalancerSourceRanges: set service.type to LoadBalancer, or leave them out." $service.type) -}}
{{- end -}}
{{- $keda := .Values.autoscaling.keda -}}
{{- if and $keda.enabled (not .Values.autoscaling.enabled) -}}
{{- fail "autoscaling.keda.enabled is true and autoscaling.enabled is false: set autoscaling.enabled to true too." -}}
{{- end -}}
{{- if and $keda.enabled (not $keda.serverAddress) -}}
{{- fail "autoscaling.keda.serverAddress is empty and autoscaling.keda.enabled is true: set it to where Prometheus is, for example http://prometheus.monitoring:9090." -}}
{{- end -}}
{{- $scrape := .Values.monitoring.serviceMonitor -}}
{{- if gt (int $scrape.scrapeTimeoutSeconds) (int $scrape.intervalSeconds) -}}
{{- fail (printf "monitoring.serviceMonitor.scrapeTimeoutSeconds is %d and intervalSeconds is %d: a scrape must not take longer than until the next." (int $scrape.scrapeTimeoutSeconds) (int $scrape.intervalSeconds)) -}}
{{- end -}}
{{- end -}}

{{/* Names that are the chart's: a second value for one would hide one of them, or select pods of another release. */}}
{{- define "market-gateway.checks.names" -}}
{{- $labels := include "market-gateway.labels" . | fromYaml -}}
{{- $_ := set $labels "market-gateway/scrape" "true" -}}
{{- $places := dict "podLabels" .Values.podLabels "service.labels" .Values.service.labels -}}
{{- range $kind, $object := .Values.monitoring -}}
{{- $_ := set $places (printf "monitoring.%s.labels" $kind) $object.labels -}}
{{- end -}}
{{- range $place, $given := $places -}}
{{- range $name, $_ := $given -}}
{{- if hasKey $labels $name -}}
{{- fail (printf "%s has '%s', which is the chart's: leave it out." $place $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if hasKey .Values.podAnnotations "checksum/settings" -}}
{{- fail "podAnnotations has 'checksum/settings', which is the chart's: leave it out." -}}
{{- end -}}
{{- range concat .Values.extraContainers .Values.initContainers -}}
{{- if eq .name "gateway" -}}
{{- fail "extraContainers or initContainers has 'gateway', which is the chart's: give it another name." -}}
{{- end -}}
{{- end -}}
{{- range .Values.extraVolumes -}}
{{- if eq .name "kafka-tls" -}}
{{- fail "extraVolumes has 'kafka-tls', which is the chart's: give it another name." -}}
{{- end -}}
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

{{- define "market-gateway.checks.shards" -}}
{{- $shards := .Values.shards -}}
{{- $names := keys $shards.members | sortAlpha | join ", " | default "none" -}}
{{- if and $shards.name (not (hasKey $shards.members $shards.name)) -}}
{{- fail (printf "shards.name is '%s', which is none of shards.members (%s): name one of them." $shards.name $names) -}}
{{- end -}}
{{- if and $shards.members (not $shards.name) -}}
{{- fail (printf "shards.name is empty and shards.members has %s: say which of them this release is." $names) -}}
{{- end -}}
{{- end -}}

{{- define "market-gateway.checks.authentication" -}}
{{- $jwt := .Values.authentication -}}
{{- if not $jwt.mode -}}
{{- fail "authentication.mode is empty: set it to Jwt, or to Anonymous if everybody who reaches the Service may read the whole market." -}}
{{- end -}}
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

{{/* Who looks inside, and what is written down. */}}
{{- define "market-gateway.checks.operators" -}}
{{- $admin := .Values.admin -}}
{{- if and $admin.existingSecret (not $admin.operators) -}}
{{- fail (printf "admin.existingSecret is '%s' and admin.operators is empty: name the keys of the Secret that hold a token, one for each operator." $admin.existingSecret) -}}
{{- end -}}
{{- if and $admin.operators (not $admin.existingSecret) -}}
{{- fail "admin.operators has names and admin.existingSecret is empty: name the Secret with their tokens." -}}
{{- end -}}
{{- if and .Values.audit.bootstrapServers (not .Values.audit.topic) -}}
{{- fail "audit.bootstrapServers is set and audit.topic is empty: name the topic, or leave the brokers out." -}}
{{- end -}}
{{- range $name, $_ := .Values.settings -}}
{{- if regexMatch "(?i)^(admin:tokens:|authentication:(signing|ticket)key$|(kafka|audit):properties:.*(password|secret|[.]key[.]pem))" $name -}}
{{- fail (printf "settings has '%s': a secret does not belong in values; use the Secret made for it (see the table in README.md), or extraEnv with a secretKeyRef." $name) -}}
{{- end -}}
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
