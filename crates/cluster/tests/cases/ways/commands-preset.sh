aws ecr create-repository --repository-name orders
aws iam create-role \
  --role-name demo-cluster \
  --assume-role-policy-document '{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":"eks.amazonaws.com"}}],"Version":"2012-10-17"}'
aws iam create-role \
  --role-name demo-node \
  --assume-role-policy-document '{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"}}],"Version":"2012-10-17"}'
aws ec2 create-vpc \
  --cidr-block 10.0.0.0/16 \
  --tag-specifications 'ResourceType=vpc,Tags=[{Key=Name,Value=demo}]'
aws ec2 modify-vpc-attribute --vpc-id vpc-03187a41caf5ce9de --enable-dns-hostnames '{"Value":true}'
aws iam attach-role-policy \
  --role-name demo-cluster \
  --policy-arn arn:aws:iam::aws:policy/AmazonEKSClusterPolicy
aws iam attach-role-policy \
  --role-name demo-node \
  --policy-arn arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly
aws iam attach-role-policy \
  --role-name demo-node \
  --policy-arn arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy
aws iam attach-role-policy \
  --role-name demo-node \
  --policy-arn arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy
aws ec2 create-internet-gateway
aws ec2 attach-internet-gateway \
  --internet-gateway-id igw-0a80df8725739c85f \
  --vpc-id vpc-03187a41caf5ce9de
aws ec2 create-subnet \
  --vpc-id vpc-03187a41caf5ce9de \
  --cidr-block 10.0.0.0/24 \
  --availability-zone ap-northeast-2a \
  --tag-specifications 'ResourceType=subnet,Tags=[{Key=Name,Value=demo-ap-northeast-2a},{Key=kubernetes.io/role/elb,Value=1}]'
aws ec2 modify-subnet-attribute --subnet-id subnet-04ed4f86f42d2be08 --map-public-ip-on-launch
aws ec2 create-subnet \
  --vpc-id vpc-03187a41caf5ce9de \
  --cidr-block 10.0.1.0/24 \
  --availability-zone ap-northeast-2c \
  --tag-specifications 'ResourceType=subnet,Tags=[{Key=Name,Value=demo-ap-northeast-2c},{Key=kubernetes.io/role/elb,Value=1}]'
aws ec2 modify-subnet-attribute --subnet-id subnet-02754747a8ab721f7 --map-public-ip-on-launch
aws ec2 create-route-table --vpc-id vpc-03187a41caf5ce9de
aws ec2 create-route \
  --route-table-id rtb-05b0e8e1d55b4d866 \
  --destination-cidr-block 0.0.0.0/0 \
  --gateway-id igw-0a80df8725739c85f
aws eks create-cluster \
  --name demo \
  --role-arn arn:aws:iam::111122223333:role/demo-cluster \
  --kubernetes-version 1.35 \
  --resources-vpc-config subnetIds=subnet-04ed4f86f42d2be08,subnet-02754747a8ab721f7 \
  --zonal-shift-config enabled=true
aws eks wait cluster-active --name demo
aws eks update-kubeconfig --name demo
aws ec2 associate-route-table \
  --route-table-id rtb-05b0e8e1d55b4d866 \
  --subnet-id subnet-04ed4f86f42d2be08
aws ec2 associate-route-table \
  --route-table-id rtb-05b0e8e1d55b4d866 \
  --subnet-id subnet-02754747a8ab721f7
aws ec2 create-launch-template \
  --launch-template-name demo-jenkins-20260101000000005741819438 \
  --launch-template-data '{"BlockDeviceMappings":[{"DeviceName":"/dev/xvda","Ebs":{"Encrypted":true,"VolumeSize":50,"VolumeType":"gp3"}}],"InstanceType":"m5.large","SecurityGroupIds":["sg-017f8b22236f18bac"],"TagSpecifications":[{"ResourceType":"instance","Tags":[{"Key":"Name","Value":"demo-jenkins"}]}],"UserData":"TUlNRS1WZXJzaW9uOiAxLjAKQ29udGVudC1UeXBlOiBtdWx0aXBhcnQvbWl4ZWQ7IGJvdW5kYXJ5PSIvLyIKCi0tLy8KQ29udGVudC1UeXBlOiB0ZXh0L3gtc2hlbGxzY3JpcHQ7IGNoYXJzZXQ9InVzLWFzY2lpIgoKIyEvYmluL2Jhc2gKZWNobyAiZnMuaW5vdGlmeS5tYXhfdXNlcl93YXRjaGVzPTUyNDI4OCIgPj4gL2V0Yy9zeXNjdGwuY29uZiAmJiBzeXNjdGwgLXAKLS0vLy0tCg=="}'
aws ec2 create-launch-template \
  --launch-template-name demo-worker-20260101000000006903759828 \
  --launch-template-data '{"BlockDeviceMappings":[{"DeviceName":"/dev/xvda","Ebs":{"Encrypted":true,"VolumeSize":20,"VolumeType":"gp3"}}],"InstanceType":"t3.medium","SecurityGroupIds":["sg-017f8b22236f18bac"],"TagSpecifications":[{"ResourceType":"instance","Tags":[{"Key":"Name","Value":"demo-worker"}]}],"UserData":"TUlNRS1WZXJzaW9uOiAxLjAKQ29udGVudC1UeXBlOiBtdWx0aXBhcnQvbWl4ZWQ7IGJvdW5kYXJ5PSIvLyIKCi0tLy8KQ29udGVudC1UeXBlOiB0ZXh0L3gtc2hlbGxzY3JpcHQ7IGNoYXJzZXQ9InVzLWFzY2lpIgoKIyEvYmluL2Jhc2gKZWNobyAiZnMuaW5vdGlmeS5tYXhfdXNlcl93YXRjaGVzPTUyNDI4OCIgPj4gL2V0Yy9zeXNjdGwuY29uZiAmJiBzeXNjdGwgLXAKLS0vLy0tCg=="}'
aws eks create-nodegroup \
  --cluster-name demo \
  --nodegroup-name jenkins \
  --node-role arn:aws:iam::111122223333:role/demo-node \
  --subnets subnet-04ed4f86f42d2be08 subnet-02754747a8ab721f7 \
  --scaling-config minSize=1,maxSize=2,desiredSize=1 \
  --labels role=jenkins \
  --taints key=dedicated,value=jenkins,effect=NO_SCHEDULE \
  --launch-template id=lt-0796e03c65b923146,version=1
aws eks wait nodegroup-active --cluster-name demo --nodegroup-name jenkins
aws eks create-nodegroup \
  --cluster-name demo \
  --nodegroup-name worker \
  --node-role arn:aws:iam::111122223333:role/demo-node \
  --subnets subnet-04ed4f86f42d2be08 subnet-02754747a8ab721f7 \
  --scaling-config minSize=2,maxSize=4,desiredSize=2 \
  --labels role=worker \
  --launch-template id=lt-081d597104b2398cd,version=1
aws eks wait nodegroup-active --cluster-name demo --nodegroup-name worker
aws iam create-open-id-connect-provider \
  --url https://oidc.eks.ap-northeast-2.amazonaws.com/id/EXAMPLE89E495E7941CF9E40E6980D14 \
  --client-id-list sts.amazonaws.com \
  --thumbprint-list 9e99a48a9960b14926bb7f3b02e22da2b0ab7280
kubectl create namespace shop
aws iam create-role \
  --role-name orders \
  --assume-role-policy-document '{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.ap-northeast-2.amazonaws.com/id/EXAMPLE89E495E7941CF9E40E6980D14"
      },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {
          "oidc.eks.ap-northeast-2.amazonaws.com/id/EXAMPLE89E495E7941CF9E40E6980D14:aud": "sts.amazonaws.com",
          "oidc.eks.ap-northeast-2.amazonaws.com/id/EXAMPLE89E495E7941CF9E40E6980D14:sub": "system:serviceaccount:shop:orders"
        }
      }
    }
  ]
}'
kubectl create serviceaccount orders --namespace shop
kubectl annotate serviceaccount orders \
  --namespace shop \
  eks.amazonaws.com/role-arn=arn:aws:iam::111122223333:role/orders
