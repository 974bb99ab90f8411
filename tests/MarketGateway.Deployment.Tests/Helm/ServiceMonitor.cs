using k8s;
using k8s.Models;

namespace MarketGateway.Deployment.Tests.Helm;

/// <summary>The fields of the Prometheus operator's ServiceMonitor that the chart may use.</summary>
internal sealed class ServiceMonitor : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public MonitorSpec Spec { get; set; } = new();

    /// <summary>What is scraped.</summary>
    internal sealed class MonitorSpec
    {
        public MonitorNamespaces NamespaceSelector { get; set; } = new();

        public V1LabelSelector Selector { get; set; } = new();

        public IList<MonitorEndpoint> Endpoints { get; set; } = [];
    }

    /// <summary>Where, and how often.</summary>
    internal sealed class MonitorEndpoint
    {
        public string Port { get; set; } = "";

        public string Path { get; set; } = "";

        public string Interval { get; set; } = "";

        public string? ScrapeTimeout { get; set; }

        public IList<Relabeling> Relabelings { get; set; } = [];

        public IList<Relabeling> MetricRelabelings { get; set; } = [];
    }

    /// <summary>In which namespaces.</summary>
    internal sealed class MonitorNamespaces
    {
        public IList<string> MatchNames { get; set; } = [];
    }

    /// <summary>What is changed about a target or a series.</summary>
    internal sealed class Relabeling
    {
        public string? Action { get; set; }

        public IList<string> SourceLabels { get; set; } = [];

        public string? TargetLabel { get; set; }

        public string? Regex { get; set; }
    }
}
