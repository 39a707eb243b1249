//! `aws eks update-kubeconfig`, which asks the Kubernetes API nothing: that it succeeds says
//! nothing about access.
//!
//! Source: `awscli/customizations/eks` of <https://github.com/aws/aws-cli>.

use super::World;

impl World {
    /// The kubeconfig that `aws eks update-kubeconfig` writes, or what it says instead.
    pub(crate) fn kubeconfig(&self) -> Result<String, String> {
        let Some(plane) = &self.plane else {
            return Err("An error occurred (ResourceNotFoundException) when calling the \
                        DescribeCluster operation: No cluster found."
                .to_owned());
        };
        if !plane.is_made() {
            return Err(format!("Cluster status is {}", plane.status_id()));
        }
        let (name, region) = (&plane.name, &self.region.name);
        let arn = format!("arn:aws:eks:{region}:111122223333:cluster/{name}");
        Ok(format!(
            "apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority-data: RVhBTVBMRQ==
    server: https://EXAMPLE.gr7.{region}.eks.amazonaws.com
  name: {arn}
contexts:
- context:
    cluster: {arn}
    user: {arn}
  name: {arn}
current-context: {arn}
users:
- name: {arn}
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: aws
      args:
      - --region
      - {region}
      - eks
      - get-token
      - --cluster-name
      - {name}
      - --output
      - json
"
        ))
    }
}
