using System.Text.RegularExpressions;
using k8s;
using k8s.Models;

namespace MarketGateway.Deployment.Tests.Helm;

/// <summary>How the objects of a release fit together, for every value set.</summary>
public sealed class ReleaseTests
{
    public static TheoryData<string> ValueSets => Chart.ValueSets;

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task Each_object_has_a_name_of_its_own_and_the_labels_of_the_release(string valueSet)
    {
        var release = await ChartRenderer.RenderAsync(valueSet);
        var objects = release.Objects.Cast<IKubernetesObject<V1ObjectMeta>>().ToList();

        Assert.Equal(objects.Count, objects.DistinctBy(item => (item.Kind, item.Metadata.Name)).Count());
        Assert.All(objects, item =>
        {
            Assert.Equal(ChartRenderer.Release, item.Metadata.Labels["app.kubernetes.io/instance"]);
            Assert.Equal(valueSet == "authority" ? "prices" : ChartRenderer.Namespace, item.Metadata.NamespaceProperty);
            Assert.Equal(valueSet == "production", item.Metadata.Annotations?.ContainsKey("example.com/release") ?? false);
            Assert.Matches("^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$", item.Metadata.Name);
            Assert.All(item.Metadata.Labels, label => Assert.Matches("^[A-Za-z0-9][-._A-Za-z0-9]{0,62}$", label.Value));
        });
    }

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task Whatever_selects_replicas_selects_all_pods_but_that_of_the_test(string valueSet)
    {
        var release = await ChartRenderer.RenderAsync(valueSet);
        IEnumerable<IDictionary<string, string>> selectors =
        [
            release.Deployment.Spec.Selector.MatchLabels,
            .. release.All<V1Service>().Select(service => service.Spec.Selector),
            .. release.All<V1PodDisruptionBudget>().Select(budget => budget.Spec.Selector.MatchLabels),
            .. release.All<V1NetworkPolicy>().Select(policy => policy.Spec.PodSelector.MatchLabels),
            .. (release.Pod.TopologySpreadConstraints ?? []).Select(spread => spread.LabelSelector.MatchLabels),
        ];

        Assert.All(selectors, selector =>
        {
            Assert.True(Matches(selector, release.Deployment.Spec.Template.Metadata.Labels));
            Assert.False(Matches(selector, release.Single<V1Pod>().Metadata.Labels));
        });
    }

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task Ports_that_are_named_exist(string valueSet)
    {
        var release = await ChartRenderer.RenderAsync(valueSet);
        var ports = release.Container.Ports.Select(port => port.Name).ToList();

        Assert.All(
            [release.Container.StartupProbe, release.Container.LivenessProbe, release.Container.ReadinessProbe],
            probe => Assert.Equal("internal", probe.HttpGet.Port.Value));
        Assert.All(
            release.All<V1Service>().SelectMany(service => service.Spec.Ports),
            port => Assert.Contains(port.TargetPort.Value, ports));
        Assert.All(
            release.All<V1Ingress>().SelectMany(ingress => ingress.Spec.Rules).SelectMany(rule => rule.Http.Paths),
            path => Assert.Equal(Assert.Single(release.Service("").Spec.Ports).Name, path.Backend.Service.Port.Name));
        Assert.All(
            release.All<ServiceMonitor>().SelectMany(monitor => monitor.Spec.Endpoints),
            end => Assert.Contains(end.Port, release.Service("-internal").Spec.Ports.Select(port => port.Name)));
    }

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task Clients_reach_the_public_port_and_no_other(string valueSet)
    {
        var release = await ChartRenderer.RenderAsync(valueSet);

        Assert.Equal("public", Assert.Single(release.Service("").Spec.Ports).TargetPort.Value);
        Assert.Equal("internal", Assert.Single(release.Service("-internal").Spec.Ports).TargetPort.Value);
        Assert.Equal("ClusterIP", release.Service("-internal").Spec.Type);
    }

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task The_monitor_finds_the_internal_service_alone(string valueSet)
    {
        var release = await ChartRenderer.RenderAsync(valueSet);

        Assert.All(release.All<ServiceMonitor>(), monitor =>
        {
            Assert.True(Matches(monitor.Spec.Selector.MatchLabels, release.Service("-internal").Metadata.Labels));
            Assert.False(Matches(monitor.Spec.Selector.MatchLabels, release.Service("").Metadata.Labels));
        });
    }

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task A_budget_and_the_autoscaler_leave_a_replica_serving(string valueSet)
    {
        var release = await ChartRenderer.RenderAsync(valueSet);

        Assert.All(release.All<V1PodDisruptionBudget>(), budget =>
            Assert.InRange(int.Parse(budget.Spec.MaxUnavailable.Value), 1, release.ReplicasMin - 1));
        Assert.All(release.All<V2HorizontalPodAutoscaler>(), autoscaler =>
        {
            Assert.Equal(release.Deployment.Name(), autoscaler.Spec.ScaleTargetRef.Name);
            Assert.Null(release.Deployment.Spec.Replicas);
            Assert.InRange(autoscaler.Spec.MinReplicas!.Value, 1, autoscaler.Spec.MaxReplicas);
            Assert.Equal(["Pods", "Resource"], autoscaler.Spec.Metrics.Select(metric => metric.Type));
        });
    }

    [Fact]
    public async Task Keda_scales_on_the_sessions_of_the_release_alone()
    {
        var release = await ChartRenderer.RenderAsync("signing-key");
        var scaled = release.Single<ScaledObject>().Spec;

        Assert.Empty(release.All<V2HorizontalPodAutoscaler>());
        Assert.Equal(release.Deployment.Name(), scaled.ScaleTargetRef.Name);
        Assert.InRange(scaled.MinReplicaCount, 1, scaled.MaxReplicaCount);
        Assert.Equal(["prometheus", "cpu"], scaled.Triggers.Select(trigger => trigger.Type));
        Assert.Equal(
            """sum(marketgateway_sessions{namespace="trading",pod=~"market-[a-z0-9]+-[a-z0-9]+"})""",
            scaled.Triggers[0].Metadata["query"]);
        Assert.Equal(600, scaled.Advanced.HorizontalPodAutoscalerConfig.Behavior.ScaleDown.StabilizationWindowSeconds);
    }

    [Fact]
    public async Task A_route_cuts_off_its_path_and_never_ends_a_session()
    {
        var release = await ChartRenderer.RenderAsync("authority");
        var rules = release.Single<HttpRoute>().Spec.Rules;

        Assert.Equal(["/futures", "/options"], rules.Select(rule => Assert.Single(rule.Matches).Path.Value));
        Assert.All(rules, rule =>
        {
            Assert.Equal("/", Assert.Single(rule.Filters).UrlRewrite.Path.ReplacePrefixMatch);
            Assert.Equal(("0s", "0s"), (rule.Timeouts.Request, rule.Timeouts.BackendRequest));
            var service = Assert.Single(rule.BackendRefs);
            Assert.Equal(release.Service("").Name(), service.Name);
            Assert.Equal(Assert.Single(release.Service("").Spec.Ports).Port, service.Port);
        });
    }

    [Fact]
    public async Task An_ingress_has_each_host_with_its_paths_and_certificate()
    {
        var ingress = (await ChartRenderer.RenderAsync("production")).Single<V1Ingress>().Spec;

        Assert.Equal(
            ["market.example.com/", "prices.example.com/v1", "prices.example.com/healthz"],
            ingress.Rules.SelectMany(rule => rule.Http.Paths.Select(path => rule.Host + path.Path)));
        Assert.Equal(
            ["market-tls market.example.com", "prices-tls prices.example.com"],
            ingress.Tls.Select(tls => $"{tls.SecretName} {Assert.Single(tls.Hosts)}"));
    }

    [Fact]
    public async Task A_load_balancer_may_keep_the_addresses_of_clients()
    {
        var service = (await ChartRenderer.RenderAsync("signing-key")).Service("");

        Assert.Equal(("Local", "Cluster"), (service.Spec.ExternalTrafficPolicy, service.Spec.InternalTrafficPolicy));
        Assert.Equal(["10.0.0.0/8"], service.Spec.LoadBalancerSourceRanges);
        Assert.Equal("true", service.Metadata.Labels["example.com/exposed"]);
    }

    [Fact]
    public async Task The_monitor_relabels_what_it_is_told_to()
    {
        var monitor = (await ChartRenderer.RenderAsync("production")).Single<ServiceMonitor>();
        var end = Assert.Single(monitor.Spec.Endpoints);

        Assert.Equal("10s", end.ScrapeTimeout);
        Assert.Equal("node", Assert.Single(end.Relabelings).TargetLabel);
        Assert.Equal("drop", Assert.Single(end.MetricRelabelings).Action);
        Assert.Equal([ChartRenderer.Namespace], monitor.Spec.NamespaceSelector.MatchNames);
    }

    [Fact]
    public async Task Everything_that_can_be_left_out_is_left_out()
    {
        var release = await ChartRenderer.RenderAsync("off");

        Assert.Equal(
            ["ConfigMap", "Deployment", "Pod", "Service", "Service"],
            release.Objects.Cast<IKubernetesObject>().Select(item => item.Kind).Order(StringComparer.Ordinal));
        Assert.Equal("default", release.Pod.ServiceAccountName);
    }

    [Fact]
    public async Task Rules_and_dashboards_are_the_files_of_the_chart()
    {
        var release = await ChartRenderer.RenderAsync("production");

        var rules = Directory.GetFiles(Path.Combine(Chart.Folder, "rules"), "*.yaml").Order(StringComparer.Ordinal)
            .SelectMany(file => Yaml.ParseFile(file).GetProperty("groups").EnumerateArray()).ToList();
        Assert.NotEmpty(rules);
        Assert.Equal(
            rules.SelectMany(group => group.GetProperty("rules").EnumerateArray())
                .Select(rule => rule.GetProperty("expr").GetString()!.Trim()),
            release.Single<PrometheusRule>().Spec.Groups.SelectMany(group => group.Rules)
                .Select(rule => rule.Expr.Trim()));

        var name = release.Deployment.Name() + "-dashboard";
        var dashboards = release.All<V1ConfigMap>().Single(map => map.Name() == name);
        Assert.NotEmpty(dashboards.Data);
        Assert.Equal("1", dashboards.Metadata.Labels["grafana_dashboard"]);
        Assert.All(dashboards.Data, dashboard =>
            Assert.Equal(Chart.Read(Path.Combine("dashboards", dashboard.Key)).Trim(), dashboard.Value.Trim()));
    }

    [Fact]
    public async Task The_autoscaler_asks_for_a_series_that_the_dashboard_shows()
    {
        var release = await ChartRenderer.RenderAsync("production");
        var metric = release.Single<V2HorizontalPodAutoscaler>().Spec.Metrics[0].Pods.Metric.Name;

        Assert.Contains(
            Directory.GetFiles(Path.Combine(Chart.Folder, "dashboards")),
            dashboard => Regex.IsMatch(File.ReadAllText(dashboard), $@"\b{metric}\b"));
    }

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task The_notes_say_where_clients_connect(string valueSet)
    {
        var notes = await ChartRenderer.RenderNotesAsync(valueSet);

        Assert.Contains("/v1/stream", notes, StringComparison.Ordinal);
        var authentication = Chart.Values(Chart.ValueSet(valueSet)).GetProperty("authentication");
        Assert.Equal(
            authentication.GetProperty("mode").GetString() == "Anonymous",
            notes.Contains("whoever reaches the Service", StringComparison.Ordinal));
    }

    private static bool Matches(IDictionary<string, string> selector, IDictionary<string, string> labels) =>
        selector.All(wanted => labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value);
}
