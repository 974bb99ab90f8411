{{/* The gateway's settings out of the values, as the environment variables it reads. */}}

{{/* A time as the gateway reads it: hours:minutes:seconds. */}}
{{- define "market-gateway.time" -}}
{{- $seconds := int . -}}
{{- printf "%02d:%02d:%02d" (div $seconds 3600) (mod (div $seconds 60) 60) (mod $seconds 60) -}}
{{- end -}}

{{- define "market-gateway.securityProtocol" -}}
{{- $kafka := .Values.kafka -}}
{{- if and $kafka.sasl.existingSecret $kafka.tls.enabled -}}SASL_SSL
{{- else if $kafka.sasl.existingSecret -}}SASL_PLAINTEXT
{{- else if $kafka.tls.enabled -}}SSL
{{- end -}}
{{- end -}}

{{/* Everything but secrets: one setting a line, name to value, as in the table of src/MarketGateway/README.md. */}}
{{- define "market-gateway.settings" -}}
{{ include "market-gateway.ownSettings" . }}
{{- range $name, $value := .Values.settings }}
{{ $name }}: {{ $value | quote }}
{{- end }}
{{- end -}}

{{/* Those that have a value of their own. */}}
{{- define "market-gateway.ownSettings" -}}
{{- $kafka := .Values.kafka -}}
Urls: http://*:8080
Metrics:Url: http://*:9464
Drain:Window: {{ include "market-gateway.time" .Values.drain.windowSeconds | quote }}
Drain:HardStop: {{ include "market-gateway.time" .Values.drain.hardStopSeconds | quote }}
Kafka:BootstrapServers: {{ $kafka.bootstrapServers | quote }}
Kafka:Topics:Instruments: {{ $kafka.topics.instruments | quote }}
Kafka:Topics:Books: {{ $kafka.topics.books | quote }}
Kafka:Topics:Ticks: {{ $kafka.topics.ticks | quote }}
Kafka:Consumers: {{ $kafka.consumers | quote }}
Kafka:StartPosition: {{ $kafka.startPosition }}
{{- if eq $kafka.startPosition "LookBack" }}
Kafka:LookBack: {{ include "market-gateway.time" $kafka.lookBackSeconds | quote }}
{{- end }}
{{- with include "market-gateway.securityProtocol" . }}
Kafka:Properties:security.protocol: {{ . }}
{{- end }}
{{- if $kafka.sasl.existingSecret }}
Kafka:Properties:sasl.mechanism: {{ $kafka.sasl.mechanism }}
{{- end }}
{{- if $kafka.tls.existingSecret }}
Kafka:Properties:ssl.ca.location: /etc/market-gateway/kafka-tls/{{ $kafka.tls.caKey }}
{{- if $kafka.tls.clientCertificate }}
Kafka:Properties:ssl.certificate.location: /etc/market-gateway/kafka-tls/tls.crt
Kafka:Properties:ssl.key.location: /etc/market-gateway/kafka-tls/tls.key
{{- end }}
{{- end }}
{{- range $property, $value := $kafka.properties }}
Kafka:Properties:{{ $property }}: {{ $value | quote }}
{{- end }}
{{- with .Values.shards.name }}
Shards:Name: {{ . }}
Shards:PartitionCount: {{ $.Values.shards.partitionCount | quote }}
{{- range $name, $member := $.Values.shards.members }}
Shards:Members:{{ $name }}:Url: {{ $member.url | quote }}
{{- with $member.partitions }}
Shards:Members:{{ $name }}:Partitions: {{ . | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- with .Values.audit.topic }}
Audit:Topic: {{ . | quote }}
{{- end }}
{{- with .Values.audit.bootstrapServers }}
Audit:BootstrapServers: {{ . | quote }}
{{- end }}
{{ include "market-gateway.securitySettings" . }}
{{- end -}}

{{/* Below which path of the host this release is: that of its shard. */}}
{{- define "market-gateway.path" -}}
{{- if .Values.shards.name -}}
{{- $member := get .Values.shards.members .Values.shards.name -}}
{{- (urlParse $member.url).path | trimSuffix "/v1/stream" | default "/" -}}
{{- else -}}/
{{- end -}}
{{- end -}}

{{/* Who may connect. */}}
{{- define "market-gateway.securitySettings" -}}
{{- $jwt := .Values.authentication -}}
Authentication:Mode: {{ $jwt.mode }}
{{- if eq $jwt.mode "Jwt" }}
Authentication:Audience: {{ $jwt.audience | quote }}
{{- with $jwt.issuer }}
Authentication:Issuer: {{ . | quote }}
{{- end }}
{{- with $jwt.authority }}
Authentication:Authority: {{ . | quote }}
{{- end }}
{{- with $jwt.jwksUrl }}
Authentication:JwksUrl: {{ . | quote }}
{{- end }}
{{- end }}
{{- with .Values.allowedHosts }}
AllowedHosts: {{ join ";" . | quote }}
{{- end }}
{{- range $index, $origin := .Values.webSockets.allowedOrigins }}
WebSockets:AllowedOrigins:{{ $index }}: {{ $origin | quote }}
{{- end }}
{{- range $index, $proxy := .Values.webSockets.trustedProxies }}
WebSockets:TrustedProxies:{{ $index }}: {{ $proxy | quote }}
{{- end }}
{{- end -}}

{{/* Refuses in settings what has a value of its own: two places for one setting would hide one of them. */}}
{{- define "market-gateway.checks.settings" -}}
{{- $own := dict -}}
{{- range $name, $value := include "market-gateway.ownSettings" . | fromYaml -}}
{{- $_ := set $own (lower $name) $value -}}
{{- end -}}
{{- range include "market-gateway.ownVariables" . | fromYamlArray -}}
{{- $_ := set $own (trimPrefix "marketgateway__" (lower .name) | replace "__" ":") "a key of a Secret" -}}
{{- end -}}
{{- range $name, $_ := .Values.settings -}}
{{- if hasKey $own (lower $name) -}}
{{- fail (printf "settings has '%s', which the chart sets itself to '%v': use the value made for it (see the table in README.md)." $name (get $own (lower $name))) -}}
{{- end -}}
{{- end -}}
{{- range $name, $value := .Values.settings -}}
{{- $_ := set $own (lower $name) $value -}}
{{- end -}}
{{- range .Values.extraEnv -}}
{{- $name := trimPrefix "marketgateway__" (lower .name) | replace "__" ":" -}}
{{- if and (hasPrefix "marketgateway__" (lower .name)) (hasKey $own $name) -}}
{{- fail (printf "extraEnv has '%s', which is set to '%v' already: use the value made for it (see the table in README.md), or settings." .name (get $own $name)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "market-gateway.environmentName" -}}
MarketGateway__{{ . | replace ":" "__" }}
{{- end -}}
