/** Removes the objects of a kind before the CustomResourceDefinition that added it goes. */
package dev.kubarium.cluster.controller.customresourcedefinition;
