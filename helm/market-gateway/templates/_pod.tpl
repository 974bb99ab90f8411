{{- define "market-gateway.pod" -}}
serviceAccountName: {{ include "market-gateway.serviceAccountName" . }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
# The kubelet counts from before preStop, and its clock is not the gateway's: 5 s more than both take.
terminationGracePeriodSeconds: {{ add .Values.drain.preStopSeconds .Values.drain.hardStopSeconds 5 }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1654
  runAsGroup: 1654
  fsGroup: 1654
  seccompProfile:
    type: RuntimeDefault
{{- with .Values.initContainers }}
initContainers:
  {{- toYaml . | nindent 2 }}
{{- end }}
containers:
  - {{- include "market-gateway.container" . | nindent 4 }}
  {{- with .Values.extraContainers }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- if or .Values.kafka.tls.existingSecret .Values.extraVolumes }}
volumes:
  {{- if .Values.kafka.tls.existingSecret }}
  - name: kafka-tls
    secret:
      secretName: {{ .Values.kafka.tls.existingSecret }}
      defaultMode: 0440
  {{- end }}
  {{- with .Values.extraVolumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- include "market-gateway.placement" . }}
{{- end -}}

{{- define "market-gateway.container" -}}
name: gateway
image: {{ include "market-gateway.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
ports:
  - name: public
    containerPort: 8080
  - name: internal
    containerPort: 9464
envFrom:
  - configMapRef:
      name: {{ include "market-gateway.fullname" . }}
{{- include "market-gateway.secretEnvironment" . }}
{{- include "market-gateway.probes" . }}
{{- with .Values.drain.preStopSeconds }}
lifecycle:
  preStop:
    # Until every balancer has heard that this replica is leaving, new clients still arrive: they are served.
    sleep:
      seconds: {{ . }}
{{- end }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
{{- if or .Values.kafka.tls.existingSecret .Values.extraVolumeMounts }}
volumeMounts:
  {{- if .Values.kafka.tls.existingSecret }}
  - name: kafka-tls
    mountPath: /etc/market-gateway/kafka-tls
    readOnly: true
  {{- end }}
  {{- with .Values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "market-gateway.secretEnvironment" -}}
{{- $own := include "market-gateway.ownVariables" . | trim -}}
{{- if or $own .Values.extraEnv }}
env:
  {{- with $own }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- with .Values.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* The settings that come from Secrets. */}}
{{- define "market-gateway.ownVariables" -}}
{{- $kafka := .Values.kafka.sasl -}}
{{- $jwt := .Values.authentication -}}
{{- if $kafka.existingSecret }}
- name: MarketGateway__Kafka__Properties__sasl.username
  valueFrom:
    secretKeyRef:
      name: {{ $kafka.existingSecret }}
      key: {{ $kafka.usernameKey }}
- name: MarketGateway__Kafka__Properties__sasl.password
  valueFrom:
    secretKeyRef:
      name: {{ $kafka.existingSecret }}
      key: {{ $kafka.passwordKey }}
{{- end }}
{{- if $jwt.existingSecret }}
- name: MarketGateway__Authentication__SigningKey
  valueFrom:
    secretKeyRef:
      name: {{ $jwt.existingSecret }}
      key: {{ $jwt.key }}
{{- end }}
{{- if $jwt.tickets.existingSecret }}
- name: MarketGateway__Authentication__TicketKey
  valueFrom:
    secretKeyRef:
      name: {{ $jwt.tickets.existingSecret }}
      key: {{ $jwt.tickets.key }}
{{- end }}
{{- range .Values.admin.operators }}
- name: MarketGateway__Admin__Tokens__{{ . }}
  valueFrom:
    secretKeyRef:
      name: {{ $.Values.admin.existingSecret }}
      key: {{ . }}
{{- end }}
{{- end -}}

{{/* On the internal port: a probe is no client, and what is exposed to the world stays free of it. */}}
{{- define "market-gateway.probes" }}
startupProbe:
  httpGet:
    path: /healthz/startup
    port: internal
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: {{ div (add .Values.startup.secondsMax 1) 2 }}
livenessProbe:
  httpGet:
    path: /healthz/live
    port: internal
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  httpGet:
    path: /healthz/ready
    port: internal
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 2
{{- end -}}

{{- define "market-gateway.placement" -}}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
affinity:
  {{- if .Values.affinity }}
  {{- toYaml .Values.affinity | nindent 2 }}
  {{- else }}
  # A node that dies takes one replica's clients with it, where there are nodes enough.
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- include "market-gateway.selectorLabels" . | nindent 14 }}
  {{- end }}
{{- if .Values.topologySpread.enabled }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: {{ .Values.topologySpread.topologyKey }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "market-gateway.selectorLabels" . | nindent 8 }}
{{- end }}
{{- end -}}
