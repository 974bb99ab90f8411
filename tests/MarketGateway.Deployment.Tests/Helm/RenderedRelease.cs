using k8s;
using k8s.Models;

namespace MarketGateway.Deployment.Tests.Helm;

/// <summary>
/// The objects of a rendered release, each loaded strictly: a field that its type does not have is an error.
/// </summary>
internal sealed class RenderedRelease(string text)
{
    private static readonly Dictionary<string, Type> OperatorTypes = new()
    {
        ["monitoring.coreos.com/v1/ServiceMonitor"] = typeof(ServiceMonitor),
        ["monitoring.coreos.com/v1/PrometheusRule"] = typeof(PrometheusRule),
        ["gateway.networking.k8s.io/v1/HTTPRoute"] = typeof(HttpRoute),
        ["keda.sh/v1alpha1/ScaledObject"] = typeof(ScaledObject),
    };

    public IReadOnlyList<object> Objects { get; } = KubernetesYaml.LoadAllFromString(text, OperatorTypes, strict: true);

    public V1Deployment Deployment => Single<V1Deployment>();

    public V1PodSpec Pod => Deployment.Spec.Template.Spec;

    public V1Container Container => Pod.Containers.Single(container => container.Name == "gateway");

    public V1NetworkPolicy NetworkPolicy => Single<V1NetworkPolicy>();

    public V1ConfigMap Settings =>
        All<V1ConfigMap>().Single(map => map.Name() == Container.EnvFrom[0].ConfigMapRef.Name);

    /// <summary>Gets the replicas that there are at least.</summary>
    public int ReplicasMin =>
        All<V2HorizontalPodAutoscaler>().SingleOrDefault()?.Spec.MinReplicas
        ?? All<ScaledObject>().SingleOrDefault()?.Spec.MinReplicaCount
        ?? Deployment.Spec.Replicas!.Value;

    public IEnumerable<T> All<T>() => Objects.OfType<T>();

    public T Single<T>() => Assert.Single(All<T>());

    /// <summary>The Service whose name ends so: empty for that of the clients.</summary>
    public V1Service Service(string suffix) =>
        All<V1Service>().Single(service => service.Name() == Deployment.Name() + suffix);

    /// <summary>What the gateway finds in its environment; what comes from a Secret is asked for.</summary>
    public Dictionary<string, string> Environment(Func<V1SecretKeySelector, string> secret)
    {
        var environment = new Dictionary<string, string>(Settings.Data);
        foreach (var variable in Container.Env ?? [])
        {
            environment[variable.Name] = variable.Value ?? secret(variable.ValueFrom.SecretKeyRef);
        }

        return environment;
    }
}
